// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.account.AdministerAccounts;
import dev.unwind.application.account.BindAccount;
import dev.unwind.application.ledger.CloseOnlyPositions;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.order.ParkedReports;
import dev.unwind.application.reconciliation.GivenStatement;
import dev.unwind.application.reconciliation.KnownDifferences;
import dev.unwind.application.reconciliation.ReconcileAccount;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.reconciliation.OnDifference;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Accounts, what they are called, and their venue. */
@Path("/unwind/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindAccountsResource {
  private static final int OPEN_MATTERS_MAX = 100;
  private static final int TITLE_CHARS_MAX = 100;

  private final UnwindAccess access;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final AdministerAccounts administer;
  private final BindAccount binding;
  private final ReconcileAccount reconciling;
  private final CloseOnlyPositions closeOnly;
  private final ParkedReports parked;
  private final KnownDifferences differences;
  private final Venues venues;
  private final InstantSource clock;
  private final UnwindConfig config;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindAccountsResource(
      UnwindAccess access,
      LedgerReader reader,
      Snapshots snapshots,
      AdministerAccounts administer,
      BindAccount binding,
      ReconcileAccount reconciling,
      CloseOnlyPositions closeOnly,
      ParkedReports parked,
      KnownDifferences differences,
      Venues venues,
      InstantSource clock,
      UnwindConfig config,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.reader = reader;
    this.snapshots = snapshots;
    this.administer = administer;
    this.binding = binding;
    this.reconciling = reconciling;
    this.closeOnly = closeOnly;
    this.parked = parked;
    this.differences = differences;
    this.venues = venues;
    this.clock = clock;
    this.config = config;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(operationId = "listAccounts", summary = "The caller's accounts, ascending by id")
  public Uni<UnwindAccount.Page> list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("offset") @Nullable String offset) {
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    int skipped = UnwindParameters.offset(offset);
    return reader
        .accounts(access.actor().scope(), skipped, rows)
        .map(
            found ->
                new UnwindAccount.Page(found.stream().map(this::shown).toList(), rows, skipped));
  }

  @GET
  @Path("/{account}")
  @Operation(operationId = "getOneAccount", summary = "One account")
  public Uni<Response> get(@PathParam("account") String account) {
    Actor actor = access.actor();
    return access
        .account(account)
        .chain(
            id ->
                snapshots.read(
                    () ->
                        access
                            .find(actor, id)
                            .chain(
                                found ->
                                    withOpenMatters(actor, found)
                                        .map(shown -> tagged(found, shown)))));
  }

  @PATCH
  @Path("/{account}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "changeAccount", summary = "Give an account another title")
  public Uni<Response> change(
      @PathParam("account") String account,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable String body) {
    Actor actor = access.actor();
    String title = title(bodies.read(body, UnwindAccount.Change.class).title());
    Predicate<Account> asSeen = asSeen(ifMatch);
    return access
        .account(account)
        .chain(id -> administer.retitle(actor, id, title, asSeen))
        .map(changed -> tagged(changed, shown(changed)));
  }

  @DELETE
  @Path("/{account}")
  @Operation(
      operationId = "closeAccount",
      summary = "Close an account that holds nothing, for ever; it can be read as before")
  public Uni<Response> close(
      @PathParam("account") String account, @HeaderParam("If-Match") @Nullable String ifMatch) {
    Actor actor = access.actor();
    Predicate<Account> asSeen = asSeen(ifMatch);
    return access
        .account(account)
        .chain(id -> administer.close(actor, id, asSeen))
        .map(closed -> tagged(closed, shown(closed)));
  }

  private static String title(@Nullable String title) {
    if (title == null
        || title.isBlank()
        || title.length() > TITLE_CHARS_MAX
        || title.indexOf('\0') >= 0) {
      throw UnwindBodies.malformed("title must have 1 to " + TITLE_CHARS_MAX + " characters");
    }
    return title;
  }

  private static Predicate<Account> asSeen(@Nullable String ifMatch) {
    String seen = UnwindParameters.digest(ifMatch);
    return account -> seen == null || seen.equals(tag(account));
  }

  private static Response tagged(Account account, UnwindAccount shown) {
    return Response.ok(shown).tag(tag(account)).build();
  }

  /** Of what is changed here; the latch, settings and rules have tags of their own. */
  private static String tag(Account account) {
    return UnwindParameters.digestOf(
        Arrays.asList(account.uid(), account.title(), account.status()));
  }

  private Uni<UnwindAccount> withOpenMatters(Actor actor, Account account) {
    return Uni.combine()
        .all()
        .unis(
            closeOnly.of(actor.scope(), account.id(), clock.instant(), OPEN_MATTERS_MAX),
            parked.of(actor.scope(), account.id(), OPEN_MATTERS_MAX),
            differences.of(actor.scope(), account.id(), OPEN_MATTERS_MAX))
        .asTuple()
        .map(
            all ->
                UnwindMapping.account(
                    account, outage(account), all.getItem1(), all.getItem2(), all.getItem3()));
  }

  private UnwindAccount shown(Account account) {
    return UnwindMapping.account(account, outage(account));
  }

  private Optional<ExecutionVenue.Outage> outage(Account account) {
    return venues.get(account.venue()).outage();
  }

  @PUT
  @Path("/{account}/venue")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "bindAccount", summary = "Send an account's orders to another venue")
  public Uni<UnwindAccount> bind(@PathParam("account") String account, @Nullable String body) {
    Actor actor = access.actor();
    UnwindVenueRequest request = bodies.read(body, UnwindVenueRequest.class);
    String venue = request.venue();
    if (venue == null) {
      throw UnwindBodies.malformed("venue is required");
    }
    return access.account(account).chain(id -> binding.bind(actor, id, venue)).map(this::shown);
  }

  @POST
  @Path("/{account}/reconciliation")
  @Operation(
      operationId = "reconcileAccount",
      summary = "Ask an account's venue what it holds, and where the ledger says otherwise")
  public Uni<UnwindReconciliation> reconcile(
      @PathParam("account") String account, @Nullable String body) {
    Actor actor = access.actor();
    UnwindReconciliation.Request request =
        body == null || body.isBlank()
            ? UnwindReconciliation.Request.NONE
            : bodies.read(body, UnwindReconciliation.Request.class);
    OnDifference act =
        request.onDifference() == null
            ? null
            : UnwindParameters.oneOf("onDifference", OnDifference.class, request.onDifference());
    String why = UnwindParameters.text("reason", request.reason(), config.reasonCharsMax());
    GivenStatement given =
        request.statement() == null ? null : request.statement().read(clock.instant());
    return access
        .account(account)
        .chain(
            id ->
                given == null
                    ? reconciling.reconcile(actor, id, act, why)
                    : reconciling.reconcile(actor, id, given, act, why))
        .map(UnwindReconciliation::of);
  }

  @PUT
  @Path("/{account}/reconciliation")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "setOnDifference",
      summary = "What is done where an account's venue says otherwise than the ledger")
  public Uni<UnwindAccount> onDifference(
      @PathParam("account") String account, @Nullable String body) {
    Actor actor = access.actor();
    OnDifference act =
        UnwindParameters.oneOf(
            "onDifference",
            OnDifference.class,
            bodies.read(body, UnwindReconciliation.Setting.class).onDifference());
    return access
        .account(account)
        .chain(id -> reconciling.configure(actor, id, act))
        .map(this::shown);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
