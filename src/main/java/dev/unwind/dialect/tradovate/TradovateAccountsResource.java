// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalanceSnapshot;
import dev.unwind.dialect.tradovate.TradovateResults.RollContractResponse;
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

/** What an account is worth, and the next month of a contract. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateAccountsResource {
  private final TradovateHttp http;
  private final AccountOperations accounts;

  TradovateAccountsResource(TradovateHttp http, AccountOperations accounts) {
    this.http = http;
    this.accounts = accounts;
  }

  @POST
  @Path("/cashbalance/getcashbalancesnapshot")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "getCashBalanceSnapshot", summary = "An account at the quotes")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.GetCashBalanceSnapshot.class),
              examples = @ExampleObject(name = "request", value = "{\"accountId\":7001}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateCashBalanceSnapshot.class),
              examples = {
                @ExampleObject(
                    name = "worth",
                    value =
                        "{\"totalCashValue\":150000,\"totalPnL\":425.75,\"initialMargin\":0,\"maintenanceMargin\":0,\"netLiq\":150425.75,\"openPnL\":425.75,\"realizedPnL\":0}"),
                @ExampleObject(
                    name = "unknown",
                    value =
                        "{\"errorText\":\"the account does not exist, or the caller has no grant on it\"}")
              }))
  public Uni<TradovateCashBalanceSnapshot> getCashBalanceSnapshot(@Nullable String body) {
    return http.run(accounts.snapshot, body);
  }

  @POST
  @Path("/contract/rollcontract")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "rollContract", summary = "The next or the previous month of a contract")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.RollContract.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value = "{\"name\":\"MESZ6\",\"forward\":true}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RollContractResponse.class),
              examples = {
                @ExampleObject(
                    name = "rolled",
                    value =
                        "{\"contract\":{\"id\":3002,\"name\":\"MESH7\",\"contractMaturityId\":3002,\"timestamp\":\"1970-01-01T00:00:00.000Z\"}}"),
                @ExampleObject(
                    name = "none",
                    value = "{\"errorText\":\"No other contract of MES\"}")
              }))
  public Uni<RollContractResponse> rollContract(@Nullable String body) {
    return http.run(accounts.rollContract, body);
  }
}
