// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContract;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractGroup;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractMaturity;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateCurrency;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateExchange;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateOrderStrategyType;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateProduct;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateUserProperty;
import dev.unwind.dialect.tradovate.StableIds;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.Instrument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What is traded, as entities. The same for every caller. */
@ApplicationScoped
public class ReferenceViews {
  /** Multi-bracket, the only type of strategy. */
  public static final int MULTI_BRACKET = 2;

  private static final int NEVER_EXPIRES = 209912;
  private static final Instant NEVER = Instant.parse("2099-12-31T00:00:00Z");

  /** Instruments carry no moment of their own. */
  private static final String BEGINNING = TradovateMapping.timestamp(Instant.EPOCH);

  private final TradovateContracts contracts;
  private final TradovateConfig config;

  ReferenceViews(TradovateContracts contracts, TradovateConfig config) {
    this.contracts = contracts;
    this.config = config;
  }

  public EntityReads.Source<TradovateContract> contract() {
    return source(this::contract, TradovateContract::id, TradovateContract::contractMaturityId)
        .named(TradovateContract::name);
  }

  EntityReads.Source<TradovateContractMaturity> contractMaturity() {
    return source(
            ReferenceViews::maturity,
            TradovateContractMaturity::id,
            TradovateContractMaturity::productId)
        .unnamed();
  }

  EntityReads.Source<TradovateProduct> product() {
    return source(ReferenceViews::product, TradovateProduct::id, TradovateProduct::exchangeId)
        .named(TradovateProduct::name);
  }

  EntityReads.Source<TradovateCurrency> currency() {
    return source(i -> currency(i.currency()), TradovateCurrency::id, TradovateCurrency::id)
        .named(TradovateCurrency::name);
  }

  EntityReads.Source<TradovateExchange> exchange() {
    return source(ReferenceViews::exchange, TradovateExchange::id, TradovateExchange::id)
        .named(TradovateExchange::name);
  }

  EntityReads.Source<TradovateContractGroup> contractGroup() {
    return source(
            ReferenceViews::contractGroup, TradovateContractGroup::id, TradovateContractGroup::id)
        .named(TradovateContractGroup::name);
  }

  EntityReads.Source<TradovateOrderStrategyType> orderStrategyType() {
    List<TradovateOrderStrategyType> all =
        List.of(new TradovateOrderStrategyType(MULTI_BRACKET, "multibracket", true));
    return EntityReads.Source.ofList(
        view -> Uni.createFrom().item(all),
        TradovateOrderStrategyType::id,
        TradovateOrderStrategyType::id,
        TradovateOrderStrategyType::name);
  }

  EntityReads.Source<TradovateUserProperty> userProperty() {
    return EntityReads.Source.ofList(
        view -> Uni.createFrom().item(List.of()),
        TradovateUserProperty::id,
        TradovateUserProperty::userId,
        null);
  }

  public TradovateContract contract(Instrument instrument) {
    return new TradovateContract(
        instrument.id().value(),
        instrument.symbol(),
        instrument.id().value(),
        config.classic() ? null : BEGINNING);
  }

  static TradovateContractMaturity maturity(Instrument instrument) {
    FuturesContract dated = instrument.contract();
    return new TradovateContractMaturity(
        instrument.id().value(),
        StableIds.product(productName(instrument)),
        dated == null ? NEVER_EXPIRES : dated.expirationMonth(),
        TradovateMapping.timestamp(dated == null ? NEVER : dated.expirationDate()),
        dated == null || dated.isFront());
  }

  static TradovateProduct product(Instrument instrument) {
    FuturesContract dated = instrument.contract();
    String name = productName(instrument);
    String described = dated == null ? null : dated.productDescription();
    return new TradovateProduct(
        StableIds.product(name),
        name,
        StableIds.currency(instrument.currency()),
        productType(instrument),
        described == null ? name : described,
        exchange(instrument).id(),
        contractGroup(instrument).id(),
        "Verified",
        instrument.multiplier().value(),
        "Decimal",
        -Math.max(0, instrument.priceIncrement().value().scale()),
        instrument.priceIncrement().value());
  }

  private static String productName(Instrument instrument) {
    FuturesContract dated = instrument.contract();
    return dated == null ? instrument.symbol() : dated.product();
  }

  private static String productType(Instrument instrument) {
    return switch (instrument.assetClass()) {
      case FUTURE -> "Futures";
      case US_OPTION -> "Options";
      case CRYPTO -> "Cryptocurrency";
      case US_EQUITY, FUND -> "CommonStock";
    };
  }

  private static TradovateCurrency currency(String code) {
    return new TradovateCurrency(StableIds.currency(code), code, code);
  }

  private static TradovateExchange exchange(Instrument instrument) {
    String name = instrument.exchange().isEmpty() ? "OTC" : instrument.exchange();
    return new TradovateExchange(StableIds.exchange(name), name);
  }

  private static TradovateContractGroup contractGroup(Instrument instrument) {
    String name = productType(instrument);
    return new TradovateContractGroup(StableIds.contractGroup(name), name);
  }

  private <E> Named<E> source(
      Function<Instrument, E> mapping, ToLongFunction<E> id, ToLongFunction<E> master) {
    return name -> EntityReads.Source.ofList(view -> distinct(mapping, id), id, master, name);
  }

  /** Instruments share products, currencies and exchanges; the first of each stands for all. */
  private <E> Uni<List<E>> distinct(Function<Instrument, E> mapping, ToLongFunction<E> id) {
    return contracts.all().map(all -> distinct(all, mapping, id));
  }

  private static <E> List<E> distinct(
      List<Instrument> instruments, Function<Instrument, E> mapping, ToLongFunction<E> id) {
    Map<Long, E> distinct = new LinkedHashMap<>();
    for (Instrument instrument : instruments) {
      E entity = mapping.apply(instrument);
      distinct.putIfAbsent(id.applyAsLong(entity), entity);
    }
    return List.copyOf(distinct.values());
  }

  /** All that hangs on these instruments, by plural names. */
  public Map<String, List<?>> of(List<Instrument> instruments) {
    Map<String, List<?>> all = new LinkedHashMap<>();
    all.put("contracts", distinct(instruments, this::contract, TradovateContract::id));
    all.put(
        "contractMaturities",
        distinct(instruments, ReferenceViews::maturity, TradovateContractMaturity::id));
    all.put("products", distinct(instruments, ReferenceViews::product, TradovateProduct::id));
    all.put("exchanges", distinct(instruments, ReferenceViews::exchange, TradovateExchange::id));
    all.put(
        "currencies", distinct(instruments, i -> currency(i.currency()), TradovateCurrency::id));
    all.put(
        "contractGroups",
        distinct(instruments, ReferenceViews::contractGroup, TradovateContractGroup::id));
    return all;
  }

  private interface Named<E> {
    EntityReads.Source<E> named(@Nullable Function<E, String> name);

    default EntityReads.Source<E> unnamed() {
      return named(null);
    }
  }
}
