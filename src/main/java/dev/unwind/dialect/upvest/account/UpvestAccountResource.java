// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.ReplayStore.StoredAnswer;
import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestAccount;
import dev.unwind.dialect.upvest.UpvestConfig;
import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestFault;
import dev.unwind.dialect.upvest.UpvestKeys;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestPaging;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.account.AccountType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Accounts. */
@Path("/accounts")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestAccountResource {
  private static final int NAME_CHARS_MAX = 100;

  private final UpvestRequests requests;
  private final UpvestAccess accounts;
  private final UpvestConfig config;
  private final AccountDirectory directory;
  private final InstantSource clock;

  UpvestAccountResource(
      UpvestRequests requests,
      UpvestAccess accounts,
      UpvestConfig config,
      AccountDirectory directory,
      InstantSource clock) {
    this.requests = requests;
    this.accounts = accounts;
    this.config = config;
    this.directory = directory;
    this.clock = clock;
  }

  /** Opens an account and grants it to the caller. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "create_account", summary = "Open an account")
  public Uni<Response> create(
      @HeaderParam("idempotency-key") @Nullable String key, byte @Nullable [] body) {
    return requests.answer(
        body,
        call -> {
          IdempotencyKey idempotencyKey = UpvestKeys.of(call, key);
          UpvestAccount.CreateRequest request =
              requests.read(call, UpvestAccount.CreateRequest.class);
          UUID uid = UUID.randomUUID();
          String name = request.name();
          AccountDirectory.NewAccount account =
              new AccountDirectory.NewAccount(
                  uid,
                  name == null || name.isBlank() ? "Account " + uid : name(name),
                  type(request.type()),
                  config.accountCurrency(),
                  uuid(request.userId(), "user_id"),
                  uuid(request.accountGroupId(), "account_group_id"));
          return directory
              .open(
                  account,
                  call.caller(),
                  idempotencyKey,
                  call.decision(),
                  clock.instant(),
                  opened -> {
                    accounts.concerns(opened);
                    return new StoredAnswer(200, requests.text(UpvestMapping.account(opened)));
                  })
              .map(answer -> UpvestRequests.response(answer.status(), answer.body()));
        });
  }

  private static String name(String name) {
    if (name.isBlank() || name.length() > NAME_CHARS_MAX || name.indexOf('\0') >= 0) {
      throw UpvestException.invalid("name must have 1 to " + NAME_CHARS_MAX + " characters");
    }
    return name;
  }

  private static AccountType type(@Nullable String text) {
    if (AccountType.TRADING.name().equals(text)) {
      return AccountType.TRADING;
    }
    if (AccountType.PORTFOLIO.name().equals(text)) {
      return AccountType.PORTFOLIO;
    }
    throw UpvestException.invalid("type must be TRADING or PORTFOLIO");
  }

  private static UUID uuid(@Nullable String text, String field) {
    return UpvestRequests.uuid(text)
        .orElseThrow(() -> UpvestException.invalid(field + " must be a UUID"));
  }

  /** Lists the accounts that are granted to the caller. */
  @GET
  @Operation(operationId = "list_accounts", summary = "List accounts")
  public Uni<Response> list(
      @QueryParam("offset") @Nullable String offset,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("order") @Nullable String order) {
    return requests.answer(
        call -> {
          UpvestPaging paging =
              UpvestPaging.of(offset, limit, sort, order, List.of("created_at", "id"));
          return directory
              .page(call.scope(), paging.offset(), paging.limit(), paging.ascending())
              .chain(
                  page ->
                      requests.json(
                          200,
                          new UpvestAccount.Page(
                              paging.meta(page.accounts().size(), page.total()),
                              page.accounts().stream().map(UpvestMapping::account).toList())));
        });
  }

  /** Shows an account. */
  @GET
  @Path("/{account_id}")
  @Operation(operationId = "retrieve_account", summary = "Show an account")
  public Uni<Response> retrieve(@PathParam("account_id") String accountId) {
    return requests.answer(
        call ->
            accounts
                .listing(call, accountId)
                .chain(listing -> requests.json(200, UpvestMapping.account(listing))));
  }

  /** Gives an account another name. */
  @PATCH
  @Path("/{account_id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "update_account", summary = "Rename an account")
  public Uni<Response> update(@PathParam("account_id") String accountId, byte @Nullable [] body) {
    return requests.answer(
        body,
        call -> {
          UUID uid = UpvestRequests.id(accountId, "the account");
          String name = requests.read(call, UpvestAccount.UpdateRequest.class).name();
          Uni<AccountDirectory.Listing> changed =
              name == null
                  ? accounts.listing(call, accountId)
                  : directory
                      .rename(call.scope(), uid, name(name), call.decision(), clock.instant())
                      .map(found -> found.orElseThrow(() -> UpvestRequests.missing("the account")))
                      .invoke(accounts::concerns);
          return changed.chain(listing -> requests.json(200, UpvestMapping.account(listing)));
        });
  }

  /** Begins to close an account; it is closed once nothing is held and no order works. */
  @DELETE
  @Path("/{account_id}")
  @Operation(operationId = "account_closure", summary = "Close an account")
  public Uni<Response> close(@PathParam("account_id") String accountId) {
    return requests.answer(
        call ->
            accounts
                .listing(call, accountId)
                .chain(
                    found ->
                        directory.close(
                            call.scope(), found.account().uid(), call.decision(), clock.instant()))
                .map(
                    closing -> {
                      boolean wasActive =
                          closing.orElseThrow(() -> UpvestRequests.missing("the account"));
                      if (!wasActive) {
                        throw new UpvestException(
                            UpvestFault.CONFLICT, "only an active account can be closed");
                      }
                      return Response.accepted().build();
                    }));
  }
}
