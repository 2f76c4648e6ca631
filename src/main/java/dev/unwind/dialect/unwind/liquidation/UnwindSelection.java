// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Positions by what they are: all that is said must hold. Unknown keys are refused. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(additionalProperties = Schema.False.class)
public record UnwindSelection(
    @Schema(
            description =
                "Symbols or aliases of instruments; a star stands for any number of characters of a symbol. Left out: any")
        @Nullable List<String> symbols,
    @Schema(description = "Symbols, as above, that are left as they are")
        @Nullable List<String> except,
    @Schema(description = "us_equity, us_option, crypto, future, fund")
        @Nullable List<String> assetClasses,
    @Schema(enumeration = {"long", "short"}) @Nullable String side,
    @Schema(
            enumeration = {"profit", "loss"},
            description =
                "By the last price. A position of which none is known is refused, never guessed")
        @Nullable String unrealizedPnl,
    @Schema(description = "Positions opened before this moment, with its offset")
        @Nullable String openedBefore,
    @Schema(description = "Value at the last price at least this, on either side")
        @Nullable String minNotional) {

  /** Names that are still to be looked up. */
  private record Names(Set<String> exact, List<String> patterns) {
    static Names of(@Nullable List<String> named) {
      List<String> all = UnwindParameters.symbols(named);
      return new Names(
          all.stream().filter(name -> name.indexOf('*') < 0).collect(Collectors.toSet()),
          all.stream().filter(name -> name.indexOf('*') >= 0).toList());
    }

    int size() {
      return exact.size() + patterns.size();
    }

    /**
     * Fails with INSTRUMENT_NOT_FOUND: a name that is mistyped must not close less than was meant.
     */
    Uni<Selection.Names> found(Market market) {
      return UnwindClosing.instruments(market, exact)
          .map(
              found ->
                  new Selection.Names(
                      found.stream()
                          .map(Instrument::id)
                          .collect(Collectors.toCollection(LinkedHashSet::new)),
                      patterns));
    }
  }

  /** Reads it, and refuses what makes no sense, before anything is looked up. */
  Uni<Selection> read(Market market, int namedMax) {
    Names named = Names.of(symbols);
    Names left = Names.of(except);
    if (symbols != null && symbols.isEmpty()) {
      throw UnwindBodies.malformed("select.symbols is empty: leave it out where any is meant");
    }
    if (named.size() + left.size() > namedMax) {
      throw new TradingException(
          Denial.of(Reason.REQUEST_TOO_LARGE, "at most " + namedMax + " can be named"));
    }
    Set<AssetClass> classes = EnumSet.noneOf(AssetClass.class);
    if (assetClasses != null) {
      if (assetClasses.isEmpty()) {
        throw UnwindBodies.malformed(
            "select.assetClasses is empty: leave it out where any is meant");
      }
      for (String name : assetClasses) {
        classes.add(word("select.assetClasses", AssetClass.class, name));
      }
    }
    PositionSide which = side == null ? null : word("select.side", PositionSide.class, side);
    if (which == PositionSide.FLAT) {
      throw UnwindBodies.malformed("select.side must be long or short");
    }
    Selection.Result result =
        unrealizedPnl == null
            ? null
            : word("select.unrealizedPnl", Selection.Result.class, unrealizedPnl);
    Money least = minNotional == null ? null : money(minNotional);
    var before = UnwindParameters.time("select.openedBefore", openedBefore);
    return named
        .found(market)
        .chain(
            wanted ->
                left.found(market)
                    .map(
                        other ->
                            new Selection(wanted, other, classes, which, result, before, least)));
  }

  private static Money money(String text) {
    try {
      Money money = Money.of(text);
      if (money.signum() >= 0) {
        return money;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // refused below
    }
    throw UnwindBodies.malformed("select.minNotional must be a plain decimal from 0 on");
  }

  /** In upper or lower case. */
  private static <E extends Enum<E>> E word(String name, Class<E> type, @Nullable String text) {
    for (E value : type.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw UnwindBodies.malformed(
        name + " must be one of " + EnumSet.allOf(type).toString().toLowerCase(Locale.ROOT));
  }
}
