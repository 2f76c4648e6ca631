// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.ActivityIds;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaFill;
import dev.unwind.dialect.alpaca.AlpacaMapping;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.order.FindOrders;
import dev.unwind.dialect.alpaca.order.OrderFilters;
import dev.unwind.dialect.alpaca.order.OrderTicket;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Account activities. Unwind has those of type FILL alone: it moves no money by itself. */
@Path("/v2/account/activities")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Account Activities")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaActivityResource {
  private static final int PAGE = 100;

  private final Caller caller;
  private final AlpacaAccess accounts;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;
  private final FindOrders find;

  AlpacaActivityResource(
      Caller caller,
      AlpacaAccess accounts,
      LedgerReader reader,
      Snapshots snapshots,
      Market market,
      FindOrders find) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.snapshots = snapshots;
    this.market = market;
    this.find = find;
  }

  /** The query as it came. */
  public static class Parameters {
    @QueryParam("date")
    @Nullable String date;

    @QueryParam("after")
    @Nullable String after;

    @QueryParam("until")
    @Nullable String until;

    @QueryParam("direction")
    @Nullable String direction;

    @QueryParam("page_size")
    @Nullable String pageSize;

    @QueryParam("page_token")
    @Nullable String pageToken;

    @QueryParam("order_id")
    @Nullable String orderId;
  }

  @GET
  @Operation(operationId = "getAccountActivities", summary = "Activities, newest first")
  public Uni<List<AlpacaFill>> list(
      @QueryParam("activity_types") @Nullable String types,
      @QueryParam("category") @Nullable String category,
      @BeanParam Parameters parameters) {
    List<String> wanted = AlpacaParameters.list("activity_types", types);
    boolean trades = category == null || category.isEmpty() || category.equals("trade_activity");
    boolean fills = wanted.isEmpty() || wanted.stream().anyMatch(t -> t.equalsIgnoreCase("FILL"));
    return trades && fills ? fills(parameters) : Uni.createFrom().item(List.of());
  }

  @GET
  @Path("/{activity_type}")
  @Operation(
      operationId = "getAccountActivitiesByActivityType",
      summary = "Activities of one type, newest first")
  public Uni<List<AlpacaFill>> listOfType(
      @PathParam("activity_type") String type, @BeanParam Parameters parameters) {
    return type.toUpperCase(Locale.ROOT).equals("FILL")
        ? fills(parameters)
        : Uni.createFrom().item(List.of());
  }

  private Uni<List<AlpacaFill>> fills(Parameters parameters) {
    AccountScope scope = caller.actor().scope();
    Instant day = AlpacaParameters.time("date", parameters.date);
    Instant after = AlpacaParameters.time("after", parameters.after);
    Instant until = AlpacaParameters.time("until", parameters.until);
    if (day != null) {
      // Both ends are exclusive, and the ledger counts microseconds.
      after = day.minusNanos(1000);
      until = day.plus(Duration.ofDays(1));
    }
    boolean ascending = OrderFilters.ascending(parameters.direction);
    int size = AlpacaParameters.limit("page_size", parameters.pageSize, PAGE, PAGE);
    Long token = token(parameters.pageToken);
    String order = OrderTicket.given(parameters.orderId);
    Instant from = after;
    Instant to = until;
    return accounts
        .of(caller)
        .chain(
            account ->
                snapshots.read(
                    () ->
                        orders(scope, account, order)
                            .map(
                                orders ->
                                    new LedgerQueries.Fills(
                                        account, Set.of(), orders, Set.of(), from, to, token,
                                        ascending, size))
                            .chain(query -> reader.fills(scope, query))
                            .chain(found -> show(scope, found))));
  }

  private Uni<Set<OrderId>> orders(AccountScope scope, AccountId account, @Nullable String id) {
    return id == null
        ? Uni.createFrom().item(Set.of())
        : find.find(scope, account, id).map(found -> Set.of(found.order().id()));
  }

  private static @Nullable Long token(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    OptionalLong fill = ActivityIds.fill(text);
    if (fill.isEmpty()) {
      throw AlpacaParameters.malformed("failed to parse page_token");
    }
    return fill.getAsLong();
  }

  private Uni<List<AlpacaFill>> show(AccountScope scope, List<Fill> fills) {
    if (fills.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Set<OrderId> orders = fills.stream().map(Fill::orderId).collect(Collectors.toSet());
    Set<InstrumentId> instruments =
        fills.stream().map(Fill::instrumentId).collect(Collectors.toSet());
    return Uni.combine()
        .all()
        .unis(reader.orders(scope, LedgerQueries.Orders.byIds(orders)), market.byIds(instruments))
        .asTuple()
        .map(known -> show(fills, known.getItem1(), known.getItem2()));
  }

  private static List<AlpacaFill> show(
      List<Fill> fills, List<OrderRecord> orders, Map<InstrumentId, Instrument> instruments) {
    Map<OrderId, OrderRecord> byId =
        orders.stream().collect(Collectors.toMap(r -> r.order().id(), r -> r));
    List<AlpacaFill> shown = new ArrayList<>(fills.size());
    for (Fill fill : fills) {
      OrderRecord order = byId.get(fill.orderId());
      Instrument instrument = instruments.get(fill.instrumentId());
      if (order != null && instrument != null) {
        shown.add(AlpacaMapping.fill(fill, uid(order, fill.version()), instrument));
      }
    }
    return shown;
  }

  /** The order as the client knew it when this was traded. */
  private static UUID uid(OrderRecord order, int version) {
    return order.versions().stream()
        .filter(v -> v.terms().version() == version)
        .map(v -> v.terms().uid())
        .findFirst()
        .orElse(order.order().terms().uid());
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
