// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import dev.unwind.dialect.upvest.UpvestRequests;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Cash of an account group. */
@Path("/account_groups/{account_group_id}/payments/cash_balance")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestCashResource {
  private final UpvestRequests requests;
  private final UpvestCash cash;

  UpvestCashResource(UpvestRequests requests, UpvestCash cash) {
    this.requests = requests;
    this.cash = cash;
  }

  /** Shows the cash of the group's accounts that are granted to the caller. */
  @GET
  @Operation(operationId = "retrieve_cash_balance", summary = "Show a group's cash")
  public Uni<Response> retrieve(@PathParam("account_group_id") String groupId) {
    return requests.answer(
        call -> {
          UUID group = UpvestRequests.id(groupId, "the account group");
          return cash.of(call.scope(), group)
              .map(found -> found.orElseThrow(() -> UpvestRequests.missing("the account group")))
              .chain(balance -> requests.json(200, balance));
        });
  }
}
