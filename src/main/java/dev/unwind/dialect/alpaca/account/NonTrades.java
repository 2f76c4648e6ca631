// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.application.reconciliation.Adjustments.Kind;
import dev.unwind.dialect.alpaca.ActivityIds;
import dev.unwind.dialect.alpaca.AlpacaNonTrade;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.Quantity;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was booked without a trade, in the words of account activities. */
final class NonTrades {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final String DONE = "executed";

  private NonTrades() {}

  /** Those kinds of changes whose activity type is wanted. */
  static Set<Kind> kinds(Predicate<String> wanted) {
    Set<Kind> kinds = new HashSet<>();
    for (AdjustmentReason reason : AdjustmentReason.values()) {
      for (boolean moves : new boolean[] {false, true}) {
        String type = type(reason, moves);
        if (type != null && wanted.test(type)) {
          kinds.add(new Kind(reason, moves));
        }
      }
    }
    return kinds;
  }

  /** Null of what is told as the correction of a trade. */
  private static @Nullable String type(AdjustmentReason reason, boolean moves) {
    return switch (reason) {
      case BUSTED, CORRECTED -> null;
      case OPENING, ADOPTED, TRANSFER -> moves ? "JNLS" : "JNLC";
      case FEE -> moves ? "CFEE" : "FEE";
      case DIVIDEND -> "DIV";
      case INTEREST -> "INT";
      case SPLIT -> "SPLIT";
      case SPIN_OFF -> "SPIN";
      case RENAMED -> "NC";
      case CORPORATE_ACTION -> "MA";
    };
  }

  /** The entries that tell of one change, in the order of their ids. */
  static List<AlpacaNonTrade> of(Adjustment booked, @Nullable Instrument instrument) {
    boolean moves = !booked.qty().isZero();
    String type = type(booked.reason(), moves);
    if (type == null) {
      return List.of();
    }
    Quantity after = booked.positionQty();
    if (booked.reason() == AdjustmentReason.SPLIT && moves && after != null) {
      Quantity before = after.minus(booked.qty());
      boolean isForward = after.abs().isMoreThan(before.abs());
      String kind = isForward ? "FSPLIT" : "RSPLIT";
      return List.of(
          entry(booked, 1, type, kind, instrument, before.negate(), "0"),
          entry(booked, 2, type, kind, instrument, after, booked.cashEffect().toString()));
    }
    String kind = booked.reason() == AdjustmentReason.DIVIDEND && moves ? "SDIV" : null;
    return List.of(
        entry(booked, 1, type, kind, instrument, booked.qty(), booked.cashEffect().toString()));
  }

  private static AlpacaNonTrade entry(
      Adjustment booked,
      int leg,
      String type,
      @Nullable String subtype,
      @Nullable Instrument instrument,
      Quantity qty,
      String net) {
    String note = booked.note();
    boolean isSplit = booked.reason() == AdjustmentReason.SPLIT;
    return new AlpacaNonTrade(
        ActivityIds.of(booked, leg),
        type,
        subtype,
        LocalDate.ofInstant(booked.bookedAt(), NEW_YORK).toString(),
        AlpacaWords.timestamp(booked.bookedAt()),
        net,
        note == null ? booked.reason() + " by " + booked.source() : note,
        instrument == null ? null : instrument.symbol(),
        qty.isZero() ? null : qty.toString(),
        booked.price() == null || isSplit ? null : booked.price().toString(),
        isSplit || booked.reason() == AdjustmentReason.RENAMED ? group(booked) : null,
        DONE);
  }

  /** What happened at once at a venue bears one id of it. */
  private static UUID group(Adjustment booked) {
    String activity = booked.activity();
    String name = activity == null ? String.valueOf(booked.id()) : booked.source() + " " + activity;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
