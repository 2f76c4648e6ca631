// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalanceSnapshot;
import dev.unwind.dialect.tradovate.TradovateHttp;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
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
  @RequestBodySchema(TradovateRequests.GetCashBalanceSnapshot.class)
  public Uni<TradovateCashBalanceSnapshot> getCashBalanceSnapshot(@Nullable String body) {
    return http.run(accounts.snapshot, body);
  }

  @POST
  @Path("/contract/rollcontract")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "rollContract", summary = "The next or the previous month of a contract")
  @RequestBodySchema(TradovateRequests.RollContract.class)
  public Uni<RollContractResponse> rollContract(@Nullable String body) {
    return http.run(accounts.rollContract, body);
  }
}
