// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.observation.Observations;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.value.LiquidationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The close of one position that a decision has ended, to be told once it is committed. */
public record EndedClose(String dialect, ItemStatus outcome, Duration took) {

  static List<EndedClose> of(BookChanges changes, Instant now) {
    if (changes.items().isEmpty() && changes.newItems().isEmpty()) {
      return List.of();
    }
    Map<LiquidationId, Liquidation> parents = new HashMap<>();
    Stream.concat(changes.newLiquidations().stream(), changes.liquidations().stream())
        .forEach(liquidation -> parents.put(liquidation.id(), liquidation));
    return Stream.concat(changes.newItems().stream(), changes.items().stream())
        // One that had ended before may still learn of a late trade.
        .filter(item -> now.equals(item.endedAt()))
        .map(item -> of(parents.get(item.liquidationId()), item))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Null of one that goes on; an ended item never changes without its liquidation. */
  static @Nullable EndedClose of(@Nullable Liquidation parent, LiquidationItem item) {
    Instant endedAt = item.endedAt();
    return parent == null || endedAt == null || !item.status().hasEnded()
        ? null
        : new EndedClose(
            parent.dialect(), item.status(), Duration.between(parent.createdAt(), endedAt));
  }

  public void tell(Observations observations) {
    observations.closeEnded(dialect, outcome, took);
  }
}
