// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.Adjustments;
import dev.unwind.dialect.alpaca.ActivityIds;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaActivity;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaMapping;
import dev.unwind.dialect.alpaca.AlpacaNonTrade;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.order.FindOrders;
import dev.unwind.dialect.alpaca.order.OrderFilters;
import dev.unwind.dialect.alpaca.order.OrderTicket;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.reconciliation.Adjustment;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Account activities: executions, and what was booked without one. */
@Path("/v2/account/activities")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Account Activities")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaActivityResource {
  private static final int PAGE = 100;
  private static final String FILL = "FILL";

  /** The ledger counts microseconds. */
  private static final Duration MOMENT = Duration.ofNanos(1000);

  private final Caller caller;
  private final AlpacaAccess accounts;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;
  private final FindOrders find;
  private final Adjustments adjustments;

  AlpacaActivityResource(
      Caller caller,
      AlpacaAccess accounts,
      LedgerReader reader,
      Snapshots snapshots,
      Market market,
      FindOrders find,
      Adjustments adjustments) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.snapshots = snapshots;
    this.market = market;
    this.find = find;
    this.adjustments = adjustments;
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
  public Uni<List<AlpacaActivity>> list(
      @QueryParam("activity_types") @Nullable String types,
      @QueryParam("category") @Nullable String category,
      @BeanParam Parameters parameters) {
    List<String> wanted = AlpacaParameters.list("activity_types", types);
    String only = category == null ? "" : category;
    boolean trades = only.isEmpty() || only.equals("trade_activity");
    boolean others = only.isEmpty() || only.equals("non_trade_activity");
    return read(
        type ->
            (type.equals(FILL) ? trades : others)
                && (wanted.isEmpty() || wanted.stream().anyMatch(type::equalsIgnoreCase)),
        parameters);
  }

  @GET
  @Path("/{activity_type}")
  @Operation(
      operationId = "getAccountActivitiesByActivityType",
      summary = "Activities of one type, newest first")
  public Uni<List<AlpacaActivity>> listOfType(
      @PathParam("activity_type") String type, @BeanParam Parameters parameters) {
    return read(type::equalsIgnoreCase, parameters);
  }

  /** An entry, and when it was booked: an account books one thing at a moment. */
  private record Shown(Instant at, AlpacaActivity activity) {}

  /** What is asked for; both ends are exclusive. */
  private record Window(
      @Nullable Instant after,
      @Nullable Instant until,
      ActivityIds.@Nullable Place token,
      @Nullable String tokenText,
      boolean ascending,
      int size) {
    private Window within(@Nullable Instant from, @Nullable Instant to) {
      return new Window(from, to, token, tokenText, ascending, size);
    }

    /** What is behind a moment, in the order in which is read. */
    private Window behind(Instant place) {
      return ascending
          ? within(after == null || place.isAfter(after) ? place : after, until)
          : within(after, until == null || place.isBefore(until) ? place : until);
    }
  }

  private Uni<List<AlpacaActivity>> read(Predicate<String> wanted, Parameters parameters) {
    AccountScope scope = caller.actor().scope();
    Window window = window(parameters);
    String order = OrderTicket.given(parameters.orderId);
    Set<Adjustments.Kind> kinds = order == null ? NonTrades.kinds(wanted) : Set.of();
    return accounts
        .of(caller)
        .chain(
            account ->
                snapshots.read(
                    () ->
                        (wanted.test(FILL)
                                ? fills(scope, account, order, window)
                                : Uni.createFrom().item(List.<Shown>of()))
                            .chain(
                                fills ->
                                    others(scope, account, kinds, window)
                                        .map(others -> merged(fills, others, window)))));
  }

  private static Window window(Parameters parameters) {
    Instant day = AlpacaParameters.time("date", parameters.date);
    Instant after = AlpacaParameters.time("after", parameters.after);
    Instant until = AlpacaParameters.time("until", parameters.until);
    if (day != null) {
      after = day.minus(MOMENT);
      until = day.plus(Duration.ofDays(1));
    }
    boolean ascending = OrderFilters.ascending(parameters.direction);
    int size = AlpacaParameters.limit("page_size", parameters.pageSize, PAGE, PAGE);
    String text = parameters.pageToken;
    return new Window(after, until, token(text), text, ascending, size);
  }

  private static List<AlpacaActivity> merged(List<Shown> fills, List<Shown> others, Window window) {
    Comparator<Shown> order = Comparator.comparing(Shown::at);
    return Stream.concat(fills.stream(), others.stream())
        .sorted(window.ascending() ? order : order.reversed())
        .limit(window.size())
        .map(Shown::activity)
        .toList();
  }

  private Uni<List<Shown>> others(
      AccountScope scope, AccountId account, Set<Adjustments.Kind> kinds, Window asked) {
    if (kinds.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    ActivityIds.Place token = asked.token();
    // A page may end between the entries of one change.
    Duration itself = token == null || token.isFill() ? Duration.ZERO : MOMENT;
    Window window =
        token == null
            ? asked
            : asked.behind(asked.ascending() ? token.at().minus(itself) : token.at().plus(itself));
    return adjustments
        .of(
            scope,
            new Adjustments.Query(
                account,
                kinds,
                window.after(),
                window.until(),
                window.ascending(),
                window.size() + 1))
        .chain(
            found ->
                market
                    .byIds(
                        found.stream()
                            .map(Adjustment::instrumentId)
                            .filter(Objects::nonNull)
                            .map(Objects::requireNonNull)
                            .collect(Collectors.toSet()))
                    .map(instruments -> others(found, instruments, asked)));
  }

  private static List<Shown> others(
      List<Adjustment> found, Map<InstrumentId, Instrument> instruments, Window window) {
    List<Shown> all = new ArrayList<>();
    for (Adjustment booked : found) {
      InstrumentId id = booked.instrumentId();
      List<AlpacaNonTrade> entries =
          new ArrayList<>(NonTrades.of(booked, id == null ? null : instruments.get(id)));
      if (!window.ascending()) {
        Collections.reverse(entries);
      }
      entries.forEach(entry -> all.add(new Shown(booked.bookedAt(), entry)));
    }
    ActivityIds.Place token = window.token();
    String last = window.tokenText();
    if (token != null && !token.isFill()) {
      int behind = 0;
      for (int i = 0; i < all.size(); i++) {
        AlpacaActivity entry = all.get(i).activity();
        behind = entry instanceof AlpacaNonTrade other && other.id().equals(last) ? i + 1 : behind;
      }
      return all.subList(behind, all.size());
    }
    return all;
  }

  private Uni<List<Shown>> fills(
      AccountScope scope, AccountId account, @Nullable String order, Window asked) {
    ActivityIds.Place token = asked.token();
    Long fill = token != null && token.isFill() ? Long.valueOf(token.number()) : null;
    Window window = token == null || fill != null ? asked : asked.behind(token.at());
    return orders(scope, account, order)
        .map(
            orders ->
                new LedgerQueries.Fills(
                    account,
                    Set.of(),
                    orders,
                    Set.of(),
                    window.after(),
                    window.until(),
                    fill,
                    window.ascending(),
                    window.size()))
        .chain(query -> reader.fills(scope, query))
        .chain(found -> show(scope, found));
  }

  private Uni<Set<OrderId>> orders(AccountScope scope, AccountId account, @Nullable String id) {
    return id == null
        ? Uni.createFrom().item(Set.of())
        : find.find(scope, account, id).map(found -> Set.of(found.order().id()));
  }

  private static ActivityIds.@Nullable Place token(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return ActivityIds.place(text)
        .orElseThrow(() -> AlpacaParameters.malformed("failed to parse page_token"));
  }

  private Uni<List<Shown>> show(AccountScope scope, List<Fill> fills) {
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

  private static List<Shown> show(
      List<Fill> fills, List<OrderRecord> orders, Map<InstrumentId, Instrument> instruments) {
    Map<OrderId, OrderRecord> byId =
        orders.stream().collect(Collectors.toMap(r -> r.order().id(), r -> r));
    List<Shown> shown = new ArrayList<>(fills.size());
    for (Fill fill : fills) {
      OrderRecord order = byId.get(fill.orderId());
      Instrument instrument = instruments.get(fill.instrumentId());
      if (order != null && instrument != null) {
        shown.add(
            new Shown(
                fill.bookedAt(), AlpacaMapping.fill(fill, uid(order, fill.version()), instrument)));
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
