// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.tradovate.BookEntities.TradovateAccount;
import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalance;
import dev.unwind.dialect.tradovate.BookEntities.TradovateFillPair;
import dev.unwind.dialect.tradovate.BookEntities.TradovatePosition;
import dev.unwind.dialect.tradovate.BookEntities.TradovateUser;
import dev.unwind.dialect.tradovate.EntityKinds;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommand;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommandReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateExecutionReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFill;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFillFee;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrder;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategy;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategyLink;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderVersion;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContract;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractGroup;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractMaturity;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateCurrency;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateExchange;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateOrderStrategyType;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateProduct;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateUserProperty;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateAccountRiskStatus;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateMarginSnapshot;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateUserAccountAutoLiq;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** The generic reads of every entity that this dialect shows. */
@Singleton
public class TradovateReads {
  private final TradovateAccess accounts;
  private final Snapshots snapshots;
  private final TradovateConfig config;
  private final Map<String, TradovateOperation<?>> operations = new LinkedHashMap<>();

  public final EntityReads<TradovateOrder> order;
  public final EntityReads<TradovateOrderVersion> orderVersion;
  public final EntityReads<TradovateCommand> command;
  public final EntityReads<TradovateCommandReport> commandReport;
  public final EntityReads<TradovateExecutionReport> executionReport;
  public final EntityReads<TradovateFill> fill;
  public final EntityReads<TradovateFillFee> fillFee;
  public final EntityReads<TradovateOrderStrategy> orderStrategy;
  public final EntityReads<TradovateOrderStrategyLink> orderStrategyLink;
  public final EntityReads<TradovateAccount> account;
  public final EntityReads<TradovatePosition> position;
  public final EntityReads<TradovateCashBalance> cashBalance;
  public final EntityReads<TradovateFillPair> fillPair;
  final EntityReads<TradovateContract> contract;
  final EntityReads<TradovateContractMaturity> contractMaturity;
  final EntityReads<TradovateProduct> product;
  final EntityReads<TradovateCurrency> currency;
  final EntityReads<TradovateExchange> exchange;
  final EntityReads<TradovateContractGroup> contractGroup;
  public final EntityReads<TradovateOrderStrategyType> orderStrategyType;
  final EntityReads<TradovateUserProperty> userProperty;
  final EntityReads<TradovateUser> user;
  public final EntityReads<TradovateAccountRiskStatus> accountRiskStatus;
  public final EntityReads<TradovateMarginSnapshot> marginSnapshot;
  public final EntityReads<TradovateUserAccountAutoLiq> userAccountAutoLiq;

  TradovateReads(
      TradovateAccess accounts,
      Snapshots snapshots,
      TradovateConfig config,
      OrderViews orders,
      StrategyViews strategies,
      BookViews book,
      ReferenceViews references) {
    this.accounts = accounts;
    this.snapshots = snapshots;
    this.config = config;
    order = reads("order", of(orders.order(), TradovateOrder::accountId));
    orderVersion = reads("orderVersion", orders.orderVersion());
    command = reads("command", orders.command());
    commandReport = reads("commandReport", orders.commandReport());
    executionReport =
        reads("executionReport", of(orders.executionReport(), TradovateExecutionReport::accountId));
    fill = reads("fill", book.fill());
    fillFee = reads("fillFee", book.fillFee());
    orderStrategy =
        reads("orderStrategy", of(strategies.orderStrategy(), TradovateOrderStrategy::accountId));
    orderStrategyLink = reads("orderStrategyLink", strategies.orderStrategyLink());
    account = reads("account", of(book.account(), TradovateAccount::id));
    position = reads("position", of(book.position(), TradovatePosition::accountId));
    cashBalance = reads("cashBalance", of(book.cashBalance(), TradovateCashBalance::accountId));
    fillPair = reads("fillPair", book.fillPair());
    contract = reads("contract", references.contract());
    contractMaturity = reads("contractMaturity", references.contractMaturity());
    product = reads("product", references.product());
    currency = reads("currency", references.currency());
    exchange = reads("exchange", references.exchange());
    contractGroup = reads("contractGroup", references.contractGroup());
    orderStrategyType = reads("orderStrategyType", references.orderStrategyType());
    userProperty = reads("userProperty", references.userProperty());
    user = reads("user", RiskViews.user());
    accountRiskStatus =
        reads(
            "accountRiskStatus", of(RiskViews.accountRiskStatus(), TradovateAccountRiskStatus::id));
    marginSnapshot =
        reads("marginSnapshot", of(RiskViews.marginSnapshot(), TradovateMarginSnapshot::id));
    userAccountAutoLiq =
        reads(
            "userAccountAutoLiq",
            of(RiskViews.userAccountAutoLiq(), TradovateUserAccountAutoLiq::id));
  }

  /** Where entities say whose they are. */
  private <E> EntityReads.Source<E> of(EntityReads.Source<E> source, ToLongFunction<E> account) {
    return source.shownTo(
        found ->
            accounts.concerns(
                found.stream().map(each -> new AccountId(account.applyAsLong(each)))));
  }

  private <E> EntityReads<E> reads(String entity, EntityReads.Source<E> source) {
    EntityReads<E> reads = new EntityReads<>(entity, source, this::view, snapshots, config);
    reads.operations().forEach(operation -> operations.put(operation.name(), operation));
    return reads;
  }

  Uni<TradovateView> view(TradovateCall call) {
    return accounts.view(call.caller().principal());
  }

  public Collection<TradovateOperation<?>> operations() {
    return operations.values();
  }

  /** One of those that {@link EntityKinds} names. */
  TradovateOperation<?> operation(String name) {
    return Objects.requireNonNull(operations.get(name), name);
  }
}
