// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.order;

import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestOrder;
import dev.unwind.dialect.upvest.UpvestPaging;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.account.Account;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Orders of an account. */
@Path("/accounts/{account_id}/orders")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestAccountOrdersResource {
  private final UpvestRequests requests;
  private final UpvestAccess accounts;
  private final UpvestOrders orders;
  private final AccountDirectory directory;
  private final LedgerReader reader;
  private final Snapshots snapshots;

  UpvestAccountOrdersResource(
      UpvestRequests requests,
      UpvestAccess accounts,
      UpvestOrders orders,
      AccountDirectory directory,
      LedgerReader reader,
      Snapshots snapshots) {
    this.requests = requests;
    this.accounts = accounts;
    this.orders = orders;
    this.directory = directory;
    this.reader = reader;
    this.snapshots = snapshots;
  }

  /** Lists an account's orders, those of liquidations included. */
  @GET
  @Operation(operationId = "list_account_orders", summary = "List an account's orders")
  public Uni<Response> list(
      @PathParam("account_id") String accountId,
      @QueryParam("offset") @Nullable String offset,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("order") @Nullable String order) {
    return requests.answer(
        call -> {
          UpvestPaging paging = UpvestPaging.of(offset, limit, null, order, List.of());
          return snapshots
              .read(
                  () ->
                      accounts
                          .account(call, accountId)
                          .chain(account -> page(call, account, paging)))
              .chain(page -> requests.json(200, page));
        });
  }

  private Uni<UpvestOrder.Page> page(UpvestCall call, Account account, UpvestPaging paging) {
    LedgerQueries.Orders query =
        new LedgerQueries.Orders(
            account.id(),
            LedgerQueries.OrderState.ANY,
            Set.of(),
            Set.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            paging.ascending(),
            paging.offset(),
            Math.max(1, paging.limit()));
    return directory
        .countOrders(account.id())
        .chain(
            total ->
                reader
                    .orders(call.scope(), query)
                    .map(found -> paging.limit() == 0 ? List.<OrderRecord>of() : found)
                    .chain(
                        found ->
                            orders.shown(
                                call.scope(), found.stream().map(OrderRecord::order).toList()))
                    .map(data -> new UpvestOrder.Page(paging.meta(data.size(), total), data)));
  }
}
