// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.liquidation;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.liquidation.ClosingOrders;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.observation.Observations;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestKeys;
import dev.unwind.dialect.upvest.UpvestLiquidation;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestPaging;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.dialect.wire.WireHeaders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.LiquidationId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Liquidations of an account. */
@Path("/accounts/{account_id}/liquidations")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Liquidations")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestLiquidationResource {

  private final UpvestRequests requests;
  private final UpvestKeys keys;
  private final UpvestAccess accounts;
  private final UpvestClosing entry;
  private final LiquidatePositions liquidations;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final ClosingOrders orders;
  private final Observations observations;

  UpvestLiquidationResource(
      UpvestRequests requests,
      UpvestKeys keys,
      UpvestAccess accounts,
      UpvestClosing entry,
      LiquidatePositions liquidations,
      LedgerReader reader,
      Snapshots snapshots,
      ClosingOrders orders,
      Observations observations) {
    this.requests = requests;
    this.keys = keys;
    this.accounts = accounts;
    this.entry = entry;
    this.liquidations = liquidations;
    this.reader = reader;
    this.snapshots = snapshots;
    this.orders = orders;
    this.observations = observations;
  }

  /** Sells everything that the account holds; open orders are cancelled first. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "create_account_liquidation", summary = "Liquidate an account")
  public Uni<Response> create(
      @PathParam("account_id") String accountId,
      @HeaderParam("idempotency-key") @Nullable String key,
      byte @Nullable [] body) {
    return requests.answer(
        body,
        call -> {
          IdempotencyKey idempotencyKey = UpvestKeys.of(call, key);
          return keys.once(
                  call,
                  idempotencyKey,
                  () ->
                      accounts
                          .account(call, accountId)
                          .chain(account -> entry.accept(call, account, idempotencyKey)))
              .map(
                  answer ->
                      Response.fromResponse(UpvestRequests.response(answer.status(), answer.body()))
                          .header(WireHeaders.LIQUIDATION, requests.field(answer.body(), "id"))
                          .build());
        });
  }

  /** Lists an account's liquidations. */
  @GET
  @Operation(operationId = "list_accounts_liquidations", summary = "List an account's liquidations")
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
          UpvestPaging paging = UpvestPaging.of(offset, limit, sort, order, List.of("id"));
          UpvestPaging.Dates dates = UpvestPaging.dates(startDate, endDate);
          return snapshots
              .read(
                  () ->
                      accounts
                          .account(call, accountId)
                          .chain(account -> page(call, account, paging, dates)))
              .chain(page -> requests.json(200, page));
        });
  }

  private Uni<UpvestLiquidation.Page> page(
      UpvestCall call, Account account, UpvestPaging paging, UpvestPaging.Dates dates) {
    LedgerQueries.Liquidations query =
        new LedgerQueries.Liquidations(
            account.id(),
            Set.of(),
            Dialect.UPVEST.code(),
            dates.start(),
            dates.end(),
            paging.ascending(),
            paging.offset(),
            Math.max(1, paging.limit()));
    return reader
        .countLiquidations(call.scope(), query)
        .chain(
            total ->
                reader
                    .liquidations(call.scope(), query)
                    .map(found -> paging.limit() == 0 ? List.<Liquidation>of() : found)
                    .chain(
                        found ->
                            shown(account, found)
                                .map(
                                    data ->
                                        new UpvestLiquidation.Page(
                                            paging.meta(data.size(), total), data))));
  }

  private Uni<List<UpvestLiquidation>> shown(Account account, List<Liquidation> found) {
    Set<LiquidationId> ids = found.stream().map(Liquidation::id).collect(Collectors.toSet());
    return orders
        .of(account.id(), ids)
        .map(
            all ->
                found.stream()
                    .map(
                        l ->
                            UpvestMapping.liquidation(
                                l, account, all.getOrDefault(l.id(), List.of())))
                    .toList());
  }

  /** Shows one liquidation. */
  @GET
  @Path("/{account_liquidation_id}")
  @Operation(operationId = "retrieve_account_liquidation", summary = "Show a liquidation")
  public Uni<Response> retrieve(
      @PathParam("account_id") String accountId,
      @PathParam("account_liquidation_id") String liquidationId) {
    return requests.answer(
        call ->
            snapshots
                .read(
                    () ->
                        accounts
                            .account(call, accountId)
                            .chain(
                                account ->
                                    find(call, account, liquidationId)
                                        .chain(l -> shown(account, List.of(l)))))
                .map(shown -> shown.get(0))
                .chain(shown -> show(shown)));
  }

  private Uni<Response> show(UpvestLiquidation liquidation) {
    return requests
        .json(200, liquidation)
        .map(
            response ->
                Response.fromResponse(response)
                    .header(WireHeaders.LIQUIDATION, liquidation.id())
                    .build());
  }

  private Uni<Liquidation> find(UpvestCall call, Account account, String liquidationId) {
    UUID uid = UpvestRequests.id(liquidationId, "the liquidation");
    return reader
        .liquidation(call.scope(), uid)
        .map(
            found ->
                found
                    .filter(l -> l.accountId().equals(account.id()) && UpvestMapping.isOurs(l))
                    .orElseThrow(() -> UpvestRequests.missing("the liquidation")))
        .invoke(found -> observations.liquidation(found.uid()));
  }

  /** Stops a liquidation: what works is cancelled, what is executed stays. */
  @DELETE
  @Path("/{account_liquidation_id}")
  @Operation(operationId = "cancel_account_liquidation", summary = "Cancel a liquidation")
  public Uni<Response> cancel(
      @PathParam("account_id") String accountId,
      @PathParam("account_liquidation_id") String liquidationId) {
    return requests.answer(
        call ->
            accounts
                .account(call, accountId)
                .chain(
                    account ->
                        find(call, account, liquidationId)
                            .chain(known -> cancel(call, account, known))));
  }

  private Uni<Response> cancel(UpvestCall call, Account account, Liquidation known) {
    Uni<Liquidation> canceled =
        known.status().hasEnded()
            ? Uni.createFrom().item(known)
            : liquidations
                .cancel(call.actor(), account.id(), known.id())
                .onFailure(UpvestLiquidationResource::hasEnded)
                .recoverWithUni(() -> find(call, account, known.uid().toString()));
    return canceled.map(
        now -> {
          boolean asAsked = now.cancelRequested() && now.status() == LiquidationStatus.CANCELED;
          if (now.status().hasEnded() && !asAsked) {
            throw new TradingException(Reason.LIQUIDATION_ENDED);
          }
          return Response.noContent().header(WireHeaders.LIQUIDATION, now.uid()).build();
        });
  }

  private static boolean hasEnded(Throwable failure) {
    return failure instanceof TradingException e && e.reason() == Reason.LIQUIDATION_ENDED;
  }
}
