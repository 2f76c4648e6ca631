// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Quantity;

/**
 * How large a closing order must be: never more than the holding, never what working orders hold
 * (I1, I2).
 */
public sealed interface Sizing {

  /** Close this much, unsigned. */
  record Close(Quantity qty) implements Sizing {}

  /**
   * Nothing may be closed.
   *
   * @param requested what was asked for, unsigned
   * @param existing what is held, unsigned
   * @param held what working orders reserve
   */
  record Denied(Reason reason, Quantity requested, Quantity existing, Quantity held)
      implements Sizing {
    public Quantity available() {
      return existing.minus(held);
    }
  }

  /** Nothing is free now; working orders hold all of it, and it is looked at when they end. */
  record Later(Quantity existing, Quantity held) implements Sizing {}

  /**
   * Sizes one closing order.
   *
   * @param blocked further quantity that must not be closed, beyond what the position holds:
   *     working orders on instruments without reservations whose cancel is not confirmed
   */
  static Sizing of(
      CloseAmount amount,
      Position position,
      Instrument instrument,
      HeldPolicy policy,
      Quantity blocked) {
    Quantity existing = position.qty().abs();
    Quantity held = position.held().plus(blocked).min(existing);
    Quantity available = existing.minus(held);
    if (existing.isZero()) {
      return new Denied(Reason.POSITION_NOT_FOUND, Quantity.ZERO, existing, held);
    }
    Quantity requested = requested(amount, existing, instrument);
    if (amount instanceof CloseAmount.Units units) {
      if (units.qty().isMoreThan(existing)) {
        return new Denied(Reason.QUANTITY_EXCEEDS_POSITION, requested, existing, held);
      }
      if (!units.qty().isMultipleOf(instrument.quantityIncrement())
          && !units.qty().equals(existing)) {
        return new Denied(Reason.QUANTITY_OFF_INCREMENT, requested, existing, held);
      }
    }
    if (amount instanceof CloseAmount.Target) {
      if (requested.isZero()) {
        return new Denied(Reason.POSITION_NOT_FOUND, Quantity.ZERO, existing, held);
      }
      if (!requested.isMultipleOf(instrument.quantityIncrement())) {
        return new Denied(Reason.QUANTITY_OFF_INCREMENT, requested, existing, held);
      }
    }
    if (requested.isZero()) {
      return new Denied(Reason.QUANTITY_ROUNDS_TO_ZERO, requested, existing, held);
    }
    if (position.liveItem() != null) {
      return new Denied(Reason.POSITION_BEING_LIQUIDATED, requested, existing, held);
    }
    if (requested.isMoreThan(available)) {
      if (policy == HeldPolicy.CLOSE_AS_FREED && amount instanceof CloseAmount.All) {
        return available.isPositive() ? new Close(available) : new Later(existing, held);
      }
      boolean closeTheRest =
          policy == HeldPolicy.CLOSE_AVAILABLE
              && amount instanceof CloseAmount.All
              && available.isPositive();
      return closeTheRest
          ? new Close(available)
          : new Denied(Reason.QUANTITY_HELD, requested, existing, held);
    }
    return new Close(requested);
  }

  /** What is asked for of this much, unsigned. */
  static Quantity requested(CloseAmount amount, Quantity existing, Instrument instrument) {
    if (amount instanceof CloseAmount.Units units) {
      return units.qty();
    }
    if (amount instanceof CloseAmount.Target target) {
      return existing.minus(target.remaining()).max(Quantity.ZERO);
    }
    if (amount instanceof CloseAmount.Percentage percentage) {
      Quantity share =
          existing.percent(percentage.percent()).truncateTo(instrument.quantityIncrement());
      boolean wholeOnly = instrument.assetClass() == AssetClass.US_EQUITY && existing.isWhole();
      return wholeOnly ? share.truncateTo(Quantity.ONE) : share;
    }
    return existing;
  }
}
