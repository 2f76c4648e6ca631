// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.account.UpvestValuation.Amount;
import dev.unwind.dialect.upvest.account.UpvestValuation.PricedAmount;
import dev.unwind.dialect.upvest.account.UpvestValuation.SecurityPosition;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values accounts at end-of-day prices: the last close of an instrument, or its last price where
 * none is known.
 */
@ApplicationScoped
class UpvestValuations {
  private static final int WEIGHT_DIGITS = 5;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final LedgerReader reader;
  private final Market market;

  UpvestValuations(LedgerReader reader, Market market) {
    this.reader = reader;
    this.market = market;
  }

  /** The value of an account at this moment. */
  Uni<UpvestValuation> now(AccountScope scope, Account account, Instant now) {
    return reader
        .positions(scope, LedgerQueries.Positions.open(account.id()))
        .chain(
            positions -> {
              Set<InstrumentId> ids =
                  positions.stream().map(Position::instrumentId).collect(Collectors.toSet());
              return Uni.combine()
                  .all()
                  .unis(market.byIds(ids), market.quotes(ids))
                  .asTuple()
                  .map(
                      both -> valuation(account, positions, both.getItem1(), both.getItem2(), now));
            });
  }

  static UpvestValuation valuation(
      Account account,
      List<Position> positions,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes,
      Instant now) {
    Money total = Money.ZERO;
    for (Position position : positions) {
      Money value = value(account, position, instruments, quotes);
      total = value == null ? total : total.plus(value);
    }
    List<SecurityPosition> shown = new ArrayList<>();
    for (Position position : positions) {
      Instrument instrument = instruments.get(position.instrumentId());
      if (instrument != null) {
        Money value = value(account, position, instruments, quotes);
        shown.add(
            new SecurityPosition(
                UpvestMapping.instrument(instrument),
                position.qty().toString(),
                priced(account, value, quotes.get(instrument.id())),
                weight(value, total)));
      }
    }
    String time = UpvestMapping.time(now);
    UUID id =
        UUID.nameUUIDFromBytes(
            (account.uid() + "/valuation/" + now).getBytes(StandardCharsets.UTF_8));
    return new UpvestValuation(
        id.toString(),
        time,
        time,
        account.uid().toString(),
        time,
        "EOD",
        new Amount(UpvestMapping.money(total), account.currency()),
        shown);
  }

  private static @Nullable PricedAmount priced(
      Account account, @Nullable Money value, @Nullable Quote quote) {
    return value == null || quote == null
        ? null
        : new PricedAmount(
            UpvestMapping.money(value), account.currency(), UpvestMapping.time(quote.at()));
  }

  /** Rounded to the currency's unit, so that the total is the sum of what is shown. */
  private static @Nullable Money value(
      Account account,
      Position position,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    Instrument instrument = instruments.get(position.instrumentId());
    Quote quote = quotes.get(position.instrumentId());
    if (instrument == null || quote == null) {
      return null;
    }
    Price close = quote.previousClose() == null ? quote.last() : quote.previousClose();
    return position
        .qty()
        .at(close)
        .times(instrument.multiplier())
        .roundedTo(account.currencyUnit());
  }

  private static @Nullable String weight(@Nullable Money value, Money total) {
    return value == null || total.isZero()
        ? null
        : value
            .value()
            .multiply(HUNDRED)
            .divide(total.value(), WEIGHT_DIGITS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString();
  }
}
