// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.venue.VenueMark;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.book.BookChanges.VersionChange;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Quantity;
import dev.unwind.postgres.Columns;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of the statements that write versions of orders, and how far these have trailed. */
final class VersionColumns {
  private VersionColumns() {}

  static Tuple newVersions(List<VersionChange> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(v -> v.order().value())
        .ints(v -> v.terms().version())
        .longs(v -> v.terms().versionId())
        .uuids(v -> v.terms().uid())
        .texts(v -> v.terms().clientOrderId())
        .names(v -> v.terms().type())
        .names(v -> v.terms().timeInForce())
        .quantities(v -> v.terms().qty())
        .amounts(v -> v.terms().notional())
        .prices(v -> v.terms().limitPrice())
        .prices(v -> v.terms().stopPrice())
        .times(v -> v.terms().expiresAt())
        .times(v -> v.terms().createdAt())
        .names(VersionChange::state)
        .quantities(v -> ordered(v.terms()))
        .prices(v -> v.terms().trail() == null ? null : v.terms().trail().offset())
        .decimals(v -> v.terms().trail() == null ? null : v.terms().trail().percent())
        .prices(v -> v.terms().trail() == null ? null : v.terms().trail().begins())
        .prices(v -> v.terms().trail() == null ? null : v.terms().trail().step())
        .tuple();
  }

  static Tuple versions(List<VersionChange> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(v -> v.order().value())
        .ints(v -> v.terms().version())
        .names(VersionChange::state)
        .quantities(v -> v.terms().qty())
        .prices(v -> v.terms().limitPrice())
        .prices(v -> v.terms().stopPrice())
        .times(v -> v.terms().expiresAt())
        .quantities(v -> ordered(v.terms()))
        .prices(v -> v.terms().trail() == null ? null : v.terms().trail().begins())
        .tuple();
  }

  /** How far trailing stops have come that the decision has begun or moved on. */
  static List<VenueMark> marks(BookChanges changes) {
    List<VenueMark> marks = new ArrayList<>();
    for (VersionChange change : changes.versions()) {
      Trail trail = change.terms().trail();
      if (trail != null && trail.mark() != null) {
        marks.add(
            new VenueMark(
                changes.account().id(), change.terms().uid(), trail.mark(), trail.stop()));
      }
    }
    return marks;
  }

  /** Null where it is the quantity, as it is for nearly all. */
  private static @Nullable Quantity ordered(OrderTerms terms) {
    return terms.taken().isZero() ? null : terms.ordered();
  }
}
