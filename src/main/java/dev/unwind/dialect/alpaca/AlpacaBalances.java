// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.dialect.alpaca.AlpacaErrors.Failure;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.Quantity;
import org.jspecify.annotations.Nullable;

/** Crypto is held as a balance of its base currency, and what lacks of it has words of its own. */
public final class AlpacaBalances {
  private AlpacaBalances() {}

  /**
   * What a denial says of a balance.
   *
   * @return null where it says something else
   */
  public static @Nullable Failure refusal(Denial denial, Instrument instrument) {
    if (instrument.assetClass() != AssetClass.CRYPTO) {
      return null;
    }
    return switch (denial.reason()) {
      case QUANTITY_EXCEEDS_POSITION, QUANTITY_HELD, CANCEL_DEADLINE_PASSED, SHORTING_NOT_ALLOWED ->
          insufficient(instrument, denial, denial.available());
      case POSITION_BEING_LIQUIDATED -> insufficient(instrument, denial, Quantity.ZERO);
      default -> null;
    };
  }

  private static Failure insufficient(Instrument instrument, Denial denial, Quantity available) {
    String[] pair = instrument.symbol().split("/", 2);
    return new Failure(
        403,
        AlpacaError.ofBalance(
            AlpacaErrors.FORBIDDEN,
            "insufficient balance for "
                + pair[0]
                + " (requested: "
                + or(denial.requested())
                + ", available: "
                + available
                + ")",
            available.toString(),
            or(denial.existing()).toString(),
            pair[pair.length - 1],
            denial.relatedUids().isEmpty() ? null : denial.relatedUids()));
  }

  private static Quantity or(@Nullable Quantity value) {
    return value == null ? Quantity.ZERO : value;
  }
}
