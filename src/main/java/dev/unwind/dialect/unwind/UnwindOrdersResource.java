// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Orders of an account, whichever API they came through. It takes none: brokers' APIs do. */
@Path("/unwind/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindOrdersResource {
  private final Caller caller;
  private final LedgerReader reader;
  private final Market market;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindOrdersResource(
      Caller caller, LedgerReader reader, Market market, UnwindBodies bodies, UnwindErrors errors) {
    this.caller = caller;
    this.reader = reader;
    this.market = market;
    this.bodies = bodies;
    this.errors = errors;
  }

  /** Orders ascending by submission. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindOrderPage", requiredProperties = "orders")
  public record Page(
      List<UnwindOrder> orders,
      @Schema(description = "Value of after for the next page, where there may be more")
          @Nullable Long next) {}

  @GET
  @Operation(
      operationId = "listOrders",
      summary = "Orders of an account, ascending by submission; open ones unless state says more")
  public Uni<Response> list(
      @QueryParam("account") @Nullable String account,
      @QueryParam("state") @Nullable String state,
      @QueryParam("symbol") @Nullable String symbol,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    LedgerQueries.OrderState which =
        state == null || state.isBlank()
            ? LedgerQueries.OrderState.OPEN
            : UnwindParameters.oneOf(
                "state", LedgerQueries.OrderState.class, state.toUpperCase(Locale.ROOT));
    int rows = UnwindParameters.limit(limit, 500, UnwindParameters.PAGE_MAX);
    long from = UnwindParameters.number("after", after, 0);
    Uni<AccountId> owner =
        account == null ? caller.account() : caller.account(Optional.of(account));
    return owner
        .chain(id -> instrument(symbol).chain(only -> read(id, which, only, from, rows)))
        .chain(found -> page(found, rows))
        .chain(bodies::ok);
  }

  private Uni<List<OrderRecord>> read(
      AccountId account,
      LedgerQueries.OrderState state,
      Set<InstrumentId> only,
      long after,
      int rows) {
    return reader.orders(
        caller.actor().scope(),
        new LedgerQueries.Orders(
            account,
            state,
            Set.of(),
            only,
            null,
            null,
            null,
            after == 0 ? null : new OrderId(after),
            null,
            null,
            null,
            true,
            0,
            rows));
  }

  private Uni<Page> page(List<OrderRecord> found, int rows) {
    Set<InstrumentId> ids =
        found.stream().map(each -> each.order().instrumentId()).collect(Collectors.toSet());
    return market
        .byIds(ids)
        .map(
            instruments ->
                new Page(
                    found.stream()
                        .map(OrderRecord::order)
                        .map(
                            order ->
                                UnwindMapping.order(order, instruments.get(order.instrumentId())))
                        .toList(),
                    found.size() < rows ? null : (Long) found.get(rows - 1).order().id().value()));
  }

  private Uni<Set<InstrumentId>> instrument(@Nullable String symbol) {
    if (symbol == null) {
      return Uni.createFrom().item(Set.of());
    }
    return market
        .bySymbol(UnwindParameters.symbol(symbol))
        .map(
            found ->
                found
                    .map(Instrument::id)
                    .map(Set::of)
                    .orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND)));
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
