// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.StartOrderStrategy.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"accountId\":7001,\"symbol\":\"MESZ6\",\"orderStrategyTypeId\":2,\"action\":\"Buy\",\"params\":\"{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":[{\\\"qty\\\":1,\\\"profitTarget\\\":10,\\\"stopLoss\\\":-5}]}\"}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OrderStrategyStatusResponse.class),
              examples = {
                @ExampleObject(
                    name = "started",
                    value =
                        "{\"orderStrategy\":{\"id\":1000000031,\"accountId\":7001,\"timestamp\":\"2026-11-20T15:04:05.123Z\",\"contractId\":3001,\"orderStrategyTypeId\":2,\"action\":\"Buy\",\"status\":\"ActiveStrategy\"}}"),
                @ExampleObject(
                    name = "refused",
                    value = "{\"errorText\":\"the order is final\",\"failureReason\":\"TooLate\"}")
              }))
  public Uni<OrderStrategyStatusResponse> startOrderStrategy(@Nullable String body) {
    return http.run(strategies.start, body);
  }

  @POST
  @Path("/orderstrategy/modifyorderstrategy")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "modifyOrderStrategy", summary = "Moves the exits of a strategy")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.ModifyOrderStrategy.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"orderStrategyId\":1000000031,\"command\":\"{\\\"brackets\\\":[{\\\"profitTarget\\\":12}]}\"}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OrderStrategyStatusResponse.class),
              examples = {
                @ExampleObject(
                    name = "changed",
                    value =
                        "{\"orderStrategy\":{\"id\":1000000031,\"accountId\":7001,\"timestamp\":\"2026-11-20T15:04:05.123Z\",\"contractId\":3001,\"orderStrategyTypeId\":2,\"action\":\"Buy\",\"status\":\"ActiveStrategy\"}}"),
                @ExampleObject(
                    name = "refused",
                    value = "{\"errorText\":\"the order is final\",\"failureReason\":\"TooLate\"}")
              }))
  public Uni<OrderStrategyStatusResponse> modifyOrderStrategy(@Nullable String body) {
    return http.run(strategies.modify, body);
  }

  @POST
  @Path("/orderstrategy/interruptorderstrategy")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "interruptOrderStrategy",
      summary = "Cancels what still works of a strategy; the position stays")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.InterruptOrderStrategy.class),
              examples =
                  @ExampleObject(name = "request", value = "{\"orderStrategyId\":1000000031}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OrderStrategyStatusResponse.class),
              examples = {
                @ExampleObject(
                    name = "interrupted",
                    value =
                        "{\"orderStrategy\":{\"id\":1000000031,\"accountId\":7001,\"timestamp\":\"2026-11-20T15:04:05.123Z\",\"contractId\":3001,\"orderStrategyTypeId\":2,\"action\":\"Buy\",\"status\":\"ExecutionInterrupted\"}}"),
                @ExampleObject(
                    name = "refused",
                    value = "{\"errorText\":\"the order is final\",\"failureReason\":\"TooLate\"}")
              }))
  public Uni<OrderStrategyStatusResponse> interruptOrderStrategy(@Nullable String body) {
    return http.run(strategies.interrupt, body);
  }
}
