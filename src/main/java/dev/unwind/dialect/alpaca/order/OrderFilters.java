// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.dialect.alpaca.AssetDirectory;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a list of orders. */
@ApplicationScoped
public class OrderFilters {
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 500;
  private static final Set<String> ASSET_CLASSES =
      Set.of("us_equity", "us_option", "crypto", "crypto_perp", "all");

  private final AssetDirectory assets;
  private final Market market;

  OrderFilters(AssetDirectory assets, Market market) {
    this.assets = assets;
    this.market = market;
  }

  /** The query as it came. */
  public static class Parameters {
    @QueryParam("status")
    @Nullable String status;

    @QueryParam("limit")
    @Nullable String limit;

    @QueryParam("after")
    @Nullable String after;

    @QueryParam("until")
    @Nullable String until;

    @QueryParam("direction")
    @Nullable String direction;

    @QueryParam("nested")
    @Nullable String nested;

    @QueryParam("symbols")
    @Nullable String symbols;

    @QueryParam("side")
    @Nullable String side;

    @QueryParam("asset_class")
    @Nullable String assetClass;

    @QueryParam("before_order_id")
    @Nullable String beforeOrderId;

    @QueryParam("after_order_id")
    @Nullable String afterOrderId;
  }

  Uni<FindOrders.Query> query(Parameters parameters) {
    FindOrders.Status status = status(parameters.status);
    int limit = AlpacaParameters.limit("limit", parameters.limit, LIMIT, LIMIT_MAX);
    Instant after = AlpacaParameters.time("after", parameters.after);
    Instant until = AlpacaParameters.time("until", parameters.until);
    boolean ascending = ascending(parameters.direction);
    boolean nested = AlpacaParameters.flag("nested", parameters.nested);
    Side side = side(parameters.side);
    UUID before = uuid("before_order_id", parameters.beforeOrderId);
    UUID behind = uuid("after_order_id", parameters.afterOrderId);
    if (before != null && behind != null) {
      throw AlpacaParameters.malformed("only one of before_order_id or after_order_id is accepted");
    }
    if ((before != null || behind != null) && (after != null || until != null)) {
      throw AlpacaParameters.malformed(
          "before_order_id and after_order_id are not accepted with after or until");
    }
    return instruments(
            AlpacaParameters.list("symbols", parameters.symbols),
            AlpacaParameters.list("asset_class", parameters.assetClass))
        .map(
            instruments ->
                new FindOrders.Query(
                    status,
                    limit,
                    after,
                    until,
                    ascending,
                    nested,
                    instruments.orElse(null),
                    side,
                    before,
                    behind));
  }

  private Uni<Optional<Set<InstrumentId>>> instruments(List<String> symbols, List<String> classes) {
    for (String name : classes) {
      if (!ASSET_CLASSES.contains(name)) {
        throw AlpacaParameters.malformed("invalid asset_class");
      }
    }
    boolean anyClass = classes.isEmpty() || classes.contains("all");
    if (!symbols.isEmpty()) {
      return Multi.createFrom()
          .iterable(symbols)
          .onItem()
          .transformToUniAndConcatenate(assets::find)
          .filter(Optional::isPresent)
          .map(Optional::get)
          .filter(i -> anyClass || classes.contains(AlpacaWords.assetClass(i)))
          .map(Instrument::id)
          .collect()
          .in(HashSet::new, Set<InstrumentId>::add)
          .map(Optional::of);
    }
    if (anyClass) {
      return Uni.createFrom().item(Optional.empty());
    }
    return market
        .list(LedgerQueries.LIMIT_MAX)
        .map(
            all ->
                Optional.of(
                    all.stream()
                        .filter(i -> classes.contains(AlpacaWords.assetClass(i)))
                        .map(Instrument::id)
                        .collect(Collectors.toSet())));
  }

  private static FindOrders.Status status(@Nullable String text) {
    return AlpacaParameters.choice(
        text,
        FindOrders.Status.OPEN,
        Map.of(
            "open", FindOrders.Status.OPEN,
            "closed", FindOrders.Status.CLOSED,
            "all", FindOrders.Status.ALL),
        "status must be open, closed or all");
  }

  public static boolean ascending(@Nullable String text) {
    return AlpacaParameters.choice(
        text, false, Map.of("asc", true, "desc", false), "direction must be asc or desc");
  }

  private static @Nullable Side side(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return switch (text) {
      case "buy" -> Side.BUY;
      case "sell" -> Side.SELL;
      default -> throw AlpacaParameters.malformed("side must be buy or sell");
    };
  }

  private static @Nullable UUID uuid(String name, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return AlpacaParameters.uuid(text)
        .orElseThrow(() -> AlpacaParameters.malformed("failed to parse " + name));
  }
}
