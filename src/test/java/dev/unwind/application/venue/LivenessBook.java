// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** An account and its venue, before anything happens, and what all who make it happen need. */
abstract class LivenessBook {
  static final Duration LEASE = Duration.ofSeconds(10);
  static final Duration UNKNOWN_FOR = Duration.ofSeconds(25);
  static final Price PRICE = Price.of("10");
  static final Adjustment.Cause CAUSE =
      new Adjustment.Cause(AdjustmentReason.TRANSFER, "test", null);

  final Random random;
  final boolean hedging;
  final boolean closesMarkets;
  final MemoryLedger ledger;
  final FaultyVenue venue;
  final Telling telling;
  final CloseMix mix;
  final SimulatedPairs pairs;
  final List<Instrument> instruments = new ArrayList<>();
  final Set<String> corrected = new HashSet<>();
  final List<Object> history = new ArrayList<>();
  final LivenessCounts counts = new LivenessCounts();

  LivenessBook(long seed) {
    random = new Random(seed);
    hedging = seed % 3 == 0;
    closesMarkets = seed % 5 == 0;
    ledger =
        new MemoryLedger(
            random,
            hedging ? PositionMode.HEDGING : PositionMode.NETTING,
            seed % 7 == 0 ? new VenueName("paper") : VenueName.SIMULATOR);
    ledger.pairsLinked = seed % 4 != 0;
    // What only this would end hangs.
    ledger.deadline = Duration.ofDays(1_000);
    venue = new FaultyVenue(random, ledger.pairsLinked);
    telling = new Telling(ledger, venue, LEASE);
    mix = new CloseMix(random);
    pairs = new SimulatedPairs(random, ledger, venue);
    instrument(1, AssetClass.US_EQUITY);
    instrument(2, AssetClass.FUTURE);
  }

  LivenessCounts counts() {
    return counts;
  }

  String history() {
    return history.stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  private void instrument(long id, AssetClass assetClass) {
    InstrumentId key = new InstrumentId(id);
    Instrument instrument =
        new Instrument(
            key,
            new UUID(1, id),
            "I" + id,
            assetClass,
            "",
            "USD",
            Quantity.ONE,
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            SessionKind.ALWAYS,
            null,
            List.of());
    instruments.add(instrument);
    ledger.instruments.put(key, instrument);
    quote(key);
    if (!hedging) {
      // CloseMix names a position as its instrument.
      int qty = random.nextInt(41) - 20;
      ledger.positions.put(
          new PositionId(id),
          Position.flat(
              new PositionId(id), new UUID(2, id), ledger.account().id(), key, null, ledger.now));
      if (qty != 0) {
        adjust(key, Quantity.of(qty));
      }
    }
  }

  void quote(InstrumentId id) {
    ledger.quotes.put(
        id, new Quote(id, PRICE, Price.of("9.99"), Price.of("10.01"), null, ledger.now));
  }

  Instrument anInstrument() {
    // Mostly the one whose orders reserve: what waits, waits there.
    return instruments.get(random.nextInt(4) == 0 ? 1 : 0);
  }

  Side aSide() {
    return random.nextBoolean() ? Side.BUY : Side.SELL;
  }

  void attempt(String what, Runnable action) {
    history.add(what);
    try {
      action.run();
    } catch (DeniedException denied) {
      history.add("  denied " + denied.denial().reason());
      counts.denials++;
    }
  }

  void adjust(InstrumentId id, Quantity qty) {
    history.add("adjust " + id + " by " + qty);
    ledger.decide(b -> b.reconciling().adjust(Adjustment.Wanted.holding(id, qty, PRICE), CAUSE));
  }

  void record(List<ExecutionReport> reports) {
    if (reports.isEmpty()) {
      return;
    }
    for (ExecutionReport report : reports) {
      history.add(report);
      if (report instanceof ExecutionReport.CancelRejected) {
        counts.refusedCancels++;
      }
    }
    ledger.decide(b -> b.record(reports));
  }

  List<Liquidation> open() {
    return ledger.liquidations.values().stream().filter(l -> !l.status().hasEnded()).toList();
  }

  boolean haveAllEnded() {
    return open().isEmpty();
  }
}
