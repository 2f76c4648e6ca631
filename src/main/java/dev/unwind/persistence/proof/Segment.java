// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.ProvenSpan.Fault;
import dev.unwind.persistence.proof.LoggedRow.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What lies between two heads that were written.
 *
 * @param begin number of the event that the first head is of
 * @param end the same of the second
 * @param marks of the rows as they were chained
 * @param rows as they are
 */
public record Segment(long begin, long end, byte[] marks, List<Link> rows) {
  /** Tells which rows differ from their marks, where the head is another. */
  public List<Fault> faults() {
    List<Fault> found = differences(Long.MAX_VALUE);
    return found.isEmpty()
        ? List.of(
            new Fault(
                null,
                null,
                "events %d to %d are not what was chained, or their link is not"
                    .formatted(begin + 1, end)))
        : found;
  }

  /** The same of one whose end is cut off, which is told elsewhere; it may be nothing. */
  public List<Fault> faultsUpTo(long last) {
    return differences(last);
  }

  private List<Fault> differences(long last) {
    List<Fault> found = new ArrayList<>();
    Optional<TreeMap<Long, Map<Part, byte[]>>> read = Marks.read(marks, begin);
    TreeMap<Long, Map<Part, byte[]>> missing = read.orElseGet(TreeMap::new);
    for (Link row : rows) {
      Map<Part, byte[]> mark = missing.remove(row.seq());
      if (mark != null) {
        compare(row, mark, found);
      } else if (read.isPresent()) {
        found.add(fault(row, "the event was inserted"));
      }
    }
    for (long seq : missing.headMap(last, true).keySet()) {
      found.add(new Fault(seq, null, "the event was deleted"));
    }
    return found;
  }

  private static void compare(Link row, Map<Part, byte[]> mark, List<Fault> found) {
    for (Part part : Part.values()) {
      byte[] then = mark.get(part);
      byte[] now = row.digests().get(part);
      String what = part == Part.EVENT ? "the event" : "the " + part.spoken() + " of the event";
      if (then != null && now == null) {
        found.add(fault(row, what + " is missing"));
      } else if (then == null && now != null) {
        found.add(fault(row, what + " was added"));
      } else if (then != null && now != null && !Marks.fit(then, now)) {
        found.add(fault(row, what + " was changed"));
      }
    }
  }

  static Fault fault(Link row, String what) {
    return new Fault(row.seq(), row.kind(), what);
  }
}
