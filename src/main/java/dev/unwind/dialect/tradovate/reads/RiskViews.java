// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.BookEntities.TradovateUser;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateAccountRiskStatus;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateMarginSnapshot;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateUserAccountAutoLiq;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.domain.account.Account;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/** Who calls, and what restricts the accounts that he sees. */
final class RiskViews {
  private RiskViews() {}

  /** A caller sees himself alone. */
  static EntityReads.Source<TradovateUser> user() {
    return EntityReads.Source.ofList(
        view ->
            Uni.createFrom().item(List.of(TradovateMapping.user(view.principal(), Instant.EPOCH))),
        TradovateUser::id,
        TradovateUser::id,
        TradovateUser::name);
  }

  static EntityReads.Source<TradovateAccountRiskStatus> accountRiskStatus() {
    return ofAccounts((account, now) -> riskStatus(account), TradovateAccountRiskStatus::id);
  }

  static EntityReads.Source<TradovateMarginSnapshot> marginSnapshot() {
    return ofAccounts(
        (account, now) ->
            new TradovateMarginSnapshot(
                account.id().value(),
                TradovateMapping.timestamp(now),
                TradovateMapping.NONE,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO),
        TradovateMarginSnapshot::id);
  }

  static EntityReads.Source<TradovateUserAccountAutoLiq> userAccountAutoLiq() {
    return ofAccounts(
        (account, now) -> new TradovateUserAccountAutoLiq(account.id().value(), false),
        TradovateUserAccountAutoLiq::id);
  }

  private static <E> EntityReads.Source<E> ofAccounts(
      BiFunction<Account, Instant, E> show, ToLongFunction<E> id) {
    return EntityReads.Source.ofList(
        view ->
            Uni.createFrom()
                .item(
                    view.accounts().values().stream()
                        .sorted(Comparator.comparing(a -> a.id().value()))
                        .map(a -> show.apply(a, view.now()))
                        .toList()),
        id,
        id,
        null);
  }

  static TradovateAccountRiskStatus riskStatus(Account account) {
    Instant at = account.latch().at();
    return new TradovateAccountRiskStatus(
        account.id().value(),
        switch (account.latch().state()) {
          case ACTIVE -> "Normal";
          case CLOSE_ONLY -> "LiquidateOnlyModeImmediately";
          case HALTED -> "LockTradingImmediately";
        },
        at == null ? null : TradovateMapping.timestamp(at));
  }
}
