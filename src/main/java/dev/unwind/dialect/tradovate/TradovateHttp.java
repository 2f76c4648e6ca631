// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.dialect.wire.WireHeaders;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Runs operations for the resources: the same ones as through the socket, in HTTP's clothes. */
@RequestScoped
public class TradovateHttp {
  private static final int ROWS_AT_ONCE = 200;

  private final Caller caller;
  private final RoutingContext rc;
  private final ClientAddresses addresses;
  private final ObjectMapper mapper;

  TradovateHttp(Caller caller, RoutingContext rc, ClientAddresses addresses, ObjectMapper mapper) {
    this.caller = caller;
    this.rc = rc;
    this.addresses = addresses;
    this.mapper = mapper;
  }

  public <R> Uni<R> run(TradovateOperation<R> operation) {
    return run(operation, "");
  }

  public <R> Uni<R> run(TradovateOperation<R> operation, @Nullable String body) {
    return Uni.createFrom()
        .deferred(
            () -> {
              TradovateCall call = call(operation, body);
              return operation
                  .call(call)
                  .invoke(
                      () -> {
                        if (!call.liquidations().isEmpty()) {
                          rc.response()
                              .putHeader(
                                  WireHeaders.LIQUIDATION, String.join(",", call.liquidations()));
                        }
                      });
            })
        .onFailure(TradingException.class)
        .transform(e -> TradovateErrors.fault(((TradingException) e).denial()))
        .onFailure(TradovateFault.class)
        .transform(e -> answer((TradovateFault) e));
  }

  /** The same, where the text of a long list is made off the event loop. */
  public Uni<Response> answer(TradovateOperation<?> operation) {
    return run(operation)
        .chain(
            result ->
                result instanceof Collection<?> rows && rows.size() > ROWS_AT_ONCE
                    ? Uni.createFrom()
                        .item(() -> Response.ok(bytes(rows)).build())
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    : Uni.createFrom().item(Response.ok(result).build()));
  }

  private byte[] bytes(Object rows) {
    try {
      return mapper.writeValueAsBytes(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rows are plain values", e);
    }
  }

  private <R> TradovateCall call(TradovateOperation<R> operation, @Nullable String body) {
    return new TradovateCall(
        operation.anonymous() ? null : caller.authenticated(),
        caller.requestId(),
        addresses.of(rc.request()),
        TradovateCall.query(rc.request().query()),
        body == null ? "" : body);
  }

  private static WebApplicationException answer(TradovateFault fault) {
    WireError error = TradovateErrors.error(fault.status(), fault.text());
    return new WebApplicationException(
        Response.status(error.status())
            .header("Content-Type", error.contentType())
            .entity(error.body())
            .build());
  }
}
