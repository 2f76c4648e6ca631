// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestException;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Valuations of an account. */
@Path("/accounts/{account_id}/valuations")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Valuations")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestValuationResource {
  private final UpvestRequests requests;
  private final UpvestAccess accounts;
  private final UpvestValuations valuations;
  private final InstantSource clock;

  UpvestValuationResource(
      UpvestRequests requests,
      UpvestAccess accounts,
      UpvestValuations valuations,
      InstantSource clock) {
    this.requests = requests;
    this.accounts = accounts;
    this.valuations = valuations;
    this.clock = clock;
  }

  /** Values an account at the prices that are known. */
  @GET
  @Path("/current")
  @Operation(operationId = "get_account_valuation", summary = "Value an account")
  public Uni<Response> current(
      @PathParam("account_id") String accountId,
      @QueryParam("price_quality") @Nullable String priceQuality) {
    return requests.answer(
        call -> {
          if (priceQuality != null && !priceQuality.equals("EOD")) {
            throw UpvestException.invalid("price_quality must be EOD");
          }
          return accounts
              .account(call, accountId)
              .chain(account -> valuations.now(call.scope(), account, clock.instant()))
              .chain(valuation -> requests.json(200, valuation));
        });
  }

  /**
   * Lists valuations. The ledger keeps no prices of the past, so there is the present one alone.
   */
  @GET
  @Operation(
      operationId = "list_account_valuation_history",
      summary = "List an account's valuations")
  public Uni<Response> list(
      @PathParam("account_id") String accountId,
      @QueryParam("offset") @Nullable String offset,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("order") @Nullable String order,
      @QueryParam("start_date") @Nullable String startDate,
      @QueryParam("end_date") @Nullable String endDate) {
    return requests.answer(
        call -> {
          UpvestPaging paging =
              UpvestPaging.of(offset, limit, sort, order, List.of("valuation_time"));
          UpvestPaging.Dates dates = UpvestPaging.dates(startDate, endDate);
          return accounts
              .account(call, accountId)
              .chain(account -> page(call, account, paging, dates));
        });
  }

  private Uni<Response> page(
      UpvestCall call, Account account, UpvestPaging paging, UpvestPaging.Dates dates) {
    Instant now = clock.instant();
    return valuations
        .now(call.scope(), account, now)
        .map(valuation -> dates.contain(now) ? List.of(valuation) : List.<UpvestValuation>of())
        .chain(
            all -> {
              List<UpvestValuation> data = paging.of(all);
              return requests.json(
                  200, new UpvestValuation.Page(paging.meta(data.size(), all.size()), data));
            });
  }
}
