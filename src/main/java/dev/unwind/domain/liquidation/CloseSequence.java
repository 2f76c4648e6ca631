// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Which position comes first. */
public enum CloseSequence {
  /** As they are named; what is not named by itself comes after that. */
  LISTED,
  /** What is owed before what is owned. */
  SHORTS_FIRST,
  /** By what they are worth. */
  LARGEST_FIRST;

  /**
   * Positions in this order; those that are alike stay as they are.
   *
   * @param place where a position is named; the same for those that are not
   * @param worth of a position, unsigned
   */
  public List<Position> of(
      List<Position> positions,
      Function<Position, Integer> place,
      Function<Position, Money> worth) {
    Comparator<Position> first =
        switch (this) {
          case LISTED -> Comparator.comparing(place);
          case SHORTS_FIRST -> Comparator.comparing(position -> position.qty().signum());
          case LARGEST_FIRST -> Comparator.comparing(worth).reversed();
        };
    return positions.stream().sorted(first).toList();
  }
}
