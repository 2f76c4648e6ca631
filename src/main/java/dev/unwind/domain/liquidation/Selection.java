// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which positions of an account are meant, by what they are. Everything that is said must hold;
 * what is not said does not matter.
 *
 * @param named instruments, and patterns of symbols; both empty: any
 * @param except instruments, and patterns of symbols, that are left as they are
 * @param assetClasses empty: any
 * @param openedBefore the position is older than this
 * @param minNotional its value at the last price is at least this, on either side
 * @param sessions calendars of which the instrument follows one; empty: any
 */
public record Selection(
    Names named,
    Names except,
    Set<AssetClass> assetClasses,
    @Nullable PositionSide side,
    @Nullable Result unrealizedPnl,
    @Nullable Instant openedBefore,
    @Nullable Money minNotional,
    Set<SessionKind> sessions) {

  /** Every position. */
  public static final Selection ANY =
      new Selection(Names.NONE, Names.NONE, Set.of(), null, null, null, null);

  public Selection {
    assetClasses = Set.copyOf(assetClasses);
    sessions = Set.copyOf(sessions);
  }

  /** On any calendar. */
  public Selection(
      Names named,
      Names except,
      Set<AssetClass> assetClasses,
      @Nullable PositionSide side,
      @Nullable Result unrealizedPnl,
      @Nullable Instant openedBefore,
      @Nullable Money minNotional) {
    this(named, except, assetClasses, side, unrealizedPnl, openedBefore, minNotional, Set.of());
  }

  /** The same of instruments that follow one of these calendars. */
  public Selection within(Set<SessionKind> calendars) {
    return new Selection(
        named, except, assetClasses, side, unrealizedPnl, openedBefore, minNotional, calendars);
  }

  /** Whether a position has gained or lost since it was opened; one that has not is neither. */
  public enum Result {
    PROFIT,
    LOSS
  }

  /** How a position stands before a selection. */
  public enum Verdict {
    MEANT,
    NOT_MEANT,
    /** What is asked about it depends on a price that is not known. */
    UNKNOWN
  }

  /**
   * Instruments by what they are called.
   *
   * @param instruments in the order named
   * @param patterns of symbols; a star stands for any number of characters
   */
  public record Names(Set<InstrumentId> instruments, List<String> patterns) {
    public static final Names NONE = new Names(Set.of(), List.of());

    public Names {
      instruments = Collections.unmodifiableSet(new LinkedHashSet<>(instruments));
      patterns = List.copyOf(patterns);
    }

    boolean isEmpty() {
      return instruments.isEmpty() && patterns.isEmpty();
    }

    boolean contain(Instrument instrument) {
      return instruments.contains(instrument.id())
          || patterns.stream().anyMatch(pattern -> matches(pattern, instrument.symbol()));
    }

    /** In time proportional to the product of the lengths, whatever the pattern. */
    static boolean matches(String pattern, String symbol) {
      int p = 0;
      int s = 0;
      int star = -1;
      int from = 0;
      while (s < symbol.length()) {
        if (p < pattern.length() && pattern.charAt(p) == '*') {
          star = p++;
          from = s;
        } else if (p < pattern.length() && pattern.charAt(p) == symbol.charAt(s)) {
          p++;
          s++;
        } else if (star >= 0) {
          p = star + 1;
          s = ++from;
        } else {
          return false;
        }
      }
      while (p < pattern.length() && pattern.charAt(p) == '*') {
        p++;
      }
      return p == pattern.length();
    }
  }

  /**
   * What is known by the position alone comes first, so that a missing price matters only where it
   * decides.
   */
  public Verdict of(Position position, Instrument instrument, @Nullable Quote quote) {
    if (!isMeantByItself(position, instrument)) {
      return Verdict.NOT_MEANT;
    }
    if (unrealizedPnl == null && minNotional == null) {
      return Verdict.MEANT;
    }
    if (quote == null) {
      return Verdict.UNKNOWN;
    }
    Money value = position.qty().at(quote.last()).times(instrument.multiplier());
    boolean large = minNotional == null || value.abs().compareTo(minNotional) >= 0;
    return large && hasResult(value.minus(position.cost().times(instrument.multiplier())))
        ? Verdict.MEANT
        : Verdict.NOT_MEANT;
  }

  /** Whether positions in an instrument may be meant. */
  public boolean admits(Instrument instrument) {
    return (named.isEmpty() || named.contain(instrument))
        && !except.contain(instrument)
        && (assetClasses.isEmpty() || assetClasses.contains(instrument.assetClass()))
        && (sessions.isEmpty() || sessions.contains(instrument.session()));
  }

  private boolean isMeantByItself(Position position, Instrument instrument) {
    return admits(instrument)
        && (side == null || position.side() == side)
        && (openedBefore == null || position.openedAt().isBefore(openedBefore));
  }

  private boolean hasResult(Money unrealized) {
    return unrealizedPnl == null
        || (unrealizedPnl == Result.PROFIT ? unrealized.signum() > 0 : unrealized.signum() < 0);
  }
}
