// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.webhook;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.webhook.DeliverWebhooks;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.WebhookStore;
import dev.unwind.application.webhook.WebhooksConfig;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Who is told of events at an address of his own. */
@Path("/unwind/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindWebhooksResource {
  private static final String DIALECT = Dialect.UNWIND.code();

  private final UnwindAccess access;
  private final UnwindSubscriptions subscriptions;
  private final WebhookStore store;
  private final DeliverWebhooks deliveries;
  private final WebhooksConfig config;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;
  private final InstantSource clock;

  UnwindWebhooksResource(
      UnwindAccess access,
      UnwindSubscriptions subscriptions,
      WebhookStore store,
      DeliverWebhooks deliveries,
      WebhooksConfig config,
      UnwindBodies bodies,
      UnwindErrors errors,
      InstantSource clock) {
    this.access = access;
    this.subscriptions = subscriptions;
    this.store = store;
    this.deliveries = deliveries;
    this.config = config;
    this.bodies = bodies;
    this.errors = errors;
    this.clock = clock;
  }

  @GET
  @Operation(operationId = "listWebhooks", summary = "The caller's webhooks, the newest first")
  public Uni<UnwindWebhook.Page> list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("offset") @Nullable String offset) {
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    int skipped = UnwindParameters.offset(offset);
    return store
        .page(access.actor().principal().id(), DIALECT, skipped, rows, false)
        .map(
            found ->
                new UnwindWebhook.Page(
                    found.subscriptions().stream().map(UnwindWebhook::of).toList(),
                    found.total(),
                    rows,
                    skipped));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "addWebhook",
      summary = "Be told of events at an address; shows the secret once")
  public Uni<Response> add(@Nullable String body) {
    Actor actor = access.actor();
    UnwindWebhook.Request request = bodies.read(body, UnwindWebhook.Request.class);
    return subscriptions
        .make(actor, request, clock.instant())
        .chain(
            made ->
                store
                    .add(made, config.perPrincipalMax(), DecisionOrigin.of(actor))
                    .map(
                        added -> {
                          if (!added) {
                            throw UnwindBodies.malformed(
                                "there are " + config.perPrincipalMax() + " webhooks already");
                          }
                          return secretly(
                              UnwindMapping.created(
                                  "webhooks", made.id().toString(), UnwindWebhook.shown(made)));
                        }));
  }

  @GET
  @Path("/{webhook}")
  @Operation(operationId = "getWebhook", summary = "A webhook, and how its deliveries go")
  public Uni<UnwindWebhook> get(@PathParam("webhook") String webhook) {
    return find(access.actor(), webhook).map(UnwindWebhook::of);
  }

  @PATCH
  @Path("/{webhook}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeWebhook",
      summary = "Change, pause or resume a webhook; what is absent stays")
  public Uni<UnwindWebhook> change(@PathParam("webhook") String webhook, @Nullable String body) {
    Actor actor = access.actor();
    UUID id = UnwindParameters.uid(webhook, Reason.WEBHOOK_NOT_FOUND);
    UnwindWebhook.Request request = bodies.read(body, UnwindWebhook.Request.class);
    Instant now = clock.instant();
    return subscriptions
        .accounts(request)
        .chain(
            accounts ->
                store.change(
                    actor.principal().id(),
                    DIALECT,
                    id,
                    DecisionOrigin.of(actor),
                    known -> {
                      Subscription next = subscriptions.change(known, request, now);
                      return accounts == null ? next : next.withAccounts(accounts);
                    }))
        .map(UnwindWebhooksResource::present)
        .map(UnwindWebhook::of);
  }

  @DELETE
  @Path("/{webhook}")
  @Operation(operationId = "removeWebhook", summary = "Tell no more, nor what was not told yet")
  public Uni<Response> remove(@PathParam("webhook") String webhook) {
    Actor actor = access.actor();
    return store
        .remove(
            actor.principal().id(),
            DIALECT,
            UnwindParameters.uid(webhook, Reason.WEBHOOK_NOT_FOUND),
            DecisionOrigin.of(actor),
            clock.instant())
        .map(
            gone -> {
              if (!gone) {
                throw new TradingException(Reason.WEBHOOK_NOT_FOUND);
              }
              return Response.noContent().build();
            });
  }

  @POST
  @Path("/{webhook}/secret")
  @Operation(
      operationId = "replaceWebhookSecret",
      summary = "Sign with another secret from now on, and show it once")
  public Uni<Response> replaceSecret(@PathParam("webhook") String webhook) {
    Actor actor = access.actor();
    Instant now = clock.instant();
    return store
        .change(
            actor.principal().id(),
            DIALECT,
            UnwindParameters.uid(webhook, Reason.WEBHOOK_NOT_FOUND),
            DecisionOrigin.of(actor),
            known -> known.with(s -> s.secret(WebhookSecrets.make()).updatedAt(now)))
        .map(UnwindWebhooksResource::present)
        .map(changed -> secretly(Response.ok(UnwindWebhook.shown(changed))));
  }

  @POST
  @Path("/{webhook}/test")
  @Operation(
      operationId = "testWebhook",
      summary = "Send a message without events once, paused or not")
  public Uni<Response> test(@PathParam("webhook") String webhook) {
    return find(access.actor(), webhook)
        .map(
            found -> {
              if (!deliveries.test(found)) {
                throw new TradingException(Reason.OVERLOADED);
              }
              return Response.accepted().build();
            });
  }

  private Uni<Subscription> find(Actor actor, String webhook) {
    return store
        .find(
            actor.principal().id(),
            DIALECT,
            UnwindParameters.uid(webhook, Reason.WEBHOOK_NOT_FOUND))
        .map(UnwindWebhooksResource::present);
  }

  private static Subscription present(Optional<Subscription> found) {
    return found.orElseThrow(() -> new TradingException(Reason.WEBHOOK_NOT_FOUND));
  }

  /** Nobody on the way keeps a secret. */
  private static Response secretly(Response.ResponseBuilder answer) {
    CacheControl none = new CacheControl();
    none.setNoStore(true);
    return answer.cacheControl(none).build();
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
