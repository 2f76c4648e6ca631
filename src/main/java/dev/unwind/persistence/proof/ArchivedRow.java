// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.CanonicalRecord;
import dev.unwind.persistence.proof.LoggedRow.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A row of the log as a line of an archive has it, computed again.
 *
 * @param head what the line says of the chain after it
 * @param changedTexts fields whose text is not the one that was chained, nor erased
 */
public record ArchivedRow(Link link, byte[] head, List<String> changedTexts) {
  private static final HexFormat HEX = HexFormat.of();

  /**
   * @param leaves of the line
   */
  public static ArchivedRow of(SortedMap<String, String> leaves) {
    Map<Part, byte[]> digests = new EnumMap<>(Part.class);
    List<String> changed = new ArrayList<>();
    for (Part part : Part.values()) {
      NavigableMap<String, String> own = below(leaves, part.table());
      if (part == Part.EVENT) {
        hide(own, leaves, changed);
      }
      if (!own.isEmpty()) {
        digests.put(part, CanonicalRecord.digest(part.table(), own));
      }
    }
    return new ArchivedRow(
        new Link(
            Long.parseLong(leaf(leaves, "account")),
            Long.parseLong(leaf(leaves, "seq")),
            Integer.parseInt(leaf(leaves, "told")),
            leaf(leaves, "event/kind"),
            digests),
        HEX.parseHex(leaf(leaves, "head")),
        List.copyOf(changed));
  }

  /** The leaves of one member, by their names within it. */
  public static NavigableMap<String, String> below(
      SortedMap<String, String> leaves, String member) {
    NavigableMap<String, String> own = CanonicalRecord.leaves();
    leaves.forEach(
        (name, value) -> {
          if (name.startsWith(member + "/")) {
            own.put(name.substring(member.length() + 1), value);
          }
        });
    return own;
  }

  private static void hide(
      NavigableMap<String, String> event, SortedMap<String, String> line, List<String> changed) {
    for (String field : SaltedText.FIELDS) {
      String kept = "texts/" + field.replace("/", "~1");
      String digest = line.get(kept + "/1");
      if (digest != null) {
        String salt = line.get(kept + "/0");
        if (!AuditedRow.fits(event.get(field), salt, HEX.parseHex(digest))) {
          changed.add(field);
        }
        Link.hide(event, field, HEX.parseHex(digest));
      }
    }
  }

  private static String leaf(SortedMap<String, String> leaves, String name) {
    @Nullable String value = leaves.get(name);
    if (value == null) {
      throw new IllegalArgumentException("a line without " + name);
    }
    return value;
  }
}
