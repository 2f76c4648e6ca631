// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Comparison;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Seen;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.InstrumentId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One look at both.
 *
 * @param believed what an earlier look has found; null where there was none
 * @param asOf when the statement was true; null where it was asked for just now
 */
record Look(
    Seen seen,
    Statement statement,
    Set<InstrumentId> instruments,
    @Nullable List<Difference> believed,
    @Nullable Instant asOf) {
  /** No position has this version. */
  private static final long MOVED = -1;

  Comparison.Result compare(AccountBook book) {
    return book.reconciling()
        .compare(statement, asOf == null ? seen : before(book, asOf), instruments);
  }

  /** What has moved since then is another version than the statement speaks of. */
  private Seen before(AccountBook book, Instant asOf) {
    Map<InstrumentId, Long> versions =
        book.positions().stream()
            .filter(Position::netting)
            .collect(
                Collectors.toMap(
                    Position::instrumentId,
                    p -> p.updatedAt().isAfter(asOf) ? MOVED : p.version(),
                    Math::min));
    return new Seen(versions, List.of(), seen.cash());
  }

  /** What differs at this look, and is known or was found before; all that a person states. */
  List<Difference> differences(AccountBook book) {
    if (asOf != null) {
      return compare(book).differences();
    }
    List<Difference> earlier = believed;
    List<Difference> known = book.reconciling().known();
    return compare(book).differences().stream()
        .filter(
            found ->
                known.stream().anyMatch(found::isSameAs)
                    || (earlier != null && earlier.stream().anyMatch(found::isSameAs)))
        .toList();
  }
}
