// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.dialect.tradovate.TradovateHttp;
import dev.unwind.dialect.tradovate.TradovateResults.OrderStrategyStatusResponse;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Commands on order strategies. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateStrategiesResource {
  private final TradovateHttp http;
  private final StrategyCommands strategies;

  TradovateStrategiesResource(TradovateHttp http, StrategyCommands strategies) {
    this.http = http;
    this.strategies = strategies;
  }

  @POST
  @Path("/orderstrategy/startorderstrategy")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "startOrderStrategy", summary = "Starts an entry with brackets")
  @RequestBodySchema(TradovateRequests.StartOrderStrategy.class)
  public Uni<OrderStrategyStatusResponse> startOrderStrategy(@Nullable String body) {
    return http.run(strategies.start, body);
  }

  @POST
  @Path("/orderstrategy/modifyorderstrategy")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "modifyOrderStrategy", summary = "Moves the exits of a strategy")
  @RequestBodySchema(TradovateRequests.ModifyOrderStrategy.class)
  public Uni<OrderStrategyStatusResponse> modifyOrderStrategy(@Nullable String body) {
    return http.run(strategies.modify, body);
  }

  @POST
  @Path("/orderstrategy/interruptorderstrategy")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "interruptOrderStrategy",
      summary = "Cancels what still works of a strategy; the position stays")
  @RequestBodySchema(TradovateRequests.InterruptOrderStrategy.class)
  public Uni<OrderStrategyStatusResponse> interruptOrderStrategy(@Nullable String body) {
    return http.run(strategies.interrupt, body);
  }
}
