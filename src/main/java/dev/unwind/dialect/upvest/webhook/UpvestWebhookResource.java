// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.webhook;

import dev.unwind.application.TradingException;
import dev.unwind.application.webhook.DeliverWebhooks;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.WebhookStore;
import dev.unwind.application.webhook.WebhooksConfig;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestFault;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestPaging;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.dialect.upvest.UpvestWebhook;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Webhook subscriptions. */
@Path("/webhooks")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestWebhookResource {
  private static final String DIALECT = Dialect.UPVEST.code();

  private final UpvestRequests requests;
  private final UpvestSubscriptions subscriptions;
  private final WebhookStore store;
  private final WebhooksConfig config;
  private final DeliverWebhooks deliveries;
  private final InstantSource clock;

  UpvestWebhookResource(
      UpvestRequests requests,
      UpvestSubscriptions subscriptions,
      WebhookStore store,
      WebhooksConfig config,
      DeliverWebhooks deliveries,
      InstantSource clock) {
    this.requests = requests;
    this.subscriptions = subscriptions;
    this.store = store;
    this.config = config;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /** Makes a subscription; it is disabled until it is changed. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "create_webhook", summary = "Subscribe to events")
  public Uni<Response> create(byte @Nullable [] body) {
    return requests.answer(
        body,
        call -> {
          Subscription subscription =
              subscriptions.make(
                  call.caller(), requests.read(call, UpvestWebhook.Request.class), clock.instant());
          return store
              .add(subscription, config.perPrincipalMax(), call.decision())
              .chain(
                  added ->
                      added
                          ? requests.json(201, UpvestMapping.webhook(subscription))
                          : Uni.createFrom()
                              .failure(
                                  new UpvestException(
                                      UpvestFault.UNPROCESSABLE_ENTITY,
                                      "there are "
                                          + config.perPrincipalMax()
                                          + " subscriptions already")));
        });
  }

  /** Lists the caller's subscriptions. */
  @GET
  @Operation(operationId = "list_webhooks", summary = "List subscriptions")
  public Uni<Response> list(
      @QueryParam("offset") @Nullable String offset,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("order") @Nullable String order) {
    return requests.answer(
        call -> {
          UpvestPaging paging =
              UpvestPaging.of(offset, limit, sort, order, List.of("created_at", "id"));
          return store
              .page(call.caller(), DIALECT, paging.offset(), paging.limit(), paging.ascending())
              .chain(
                  page ->
                      requests.json(
                          200,
                          new UpvestWebhook.Page(
                              paging.meta(page.subscriptions().size(), page.total()),
                              page.subscriptions().stream().map(UpvestMapping::webhook).toList())));
        });
  }

  /** Shows a subscription. */
  @GET
  @Path("/{webhook_id}")
  @Operation(operationId = "retrieve_webhook", summary = "Show a subscription")
  public Uni<Response> retrieve(@PathParam("webhook_id") String webhookId) {
    return requests.answer(
        call ->
            find(call, webhookId).chain(found -> requests.json(200, UpvestMapping.webhook(found))));
  }

  private Uni<Subscription> find(UpvestCall call, String webhookId) {
    return store
        .find(call.caller(), DIALECT, UpvestRequests.id(webhookId, "the webhook"))
        .map(found -> found.orElseThrow(() -> UpvestRequests.missing("the webhook")));
  }

  /** Changes a subscription; its first enabling begins at the events of that moment. */
  @PATCH
  @Path("/{webhook_id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "update_webhook", summary = "Change, enable or disable a subscription")
  public Uni<Response> update(@PathParam("webhook_id") String webhookId, byte @Nullable [] body) {
    return requests.answer(
        body,
        call -> {
          UpvestWebhook.Request request = requests.read(call, UpvestWebhook.Request.class);
          Instant now = clock.instant();
          return store
              .change(
                  call.caller(),
                  DIALECT,
                  UpvestRequests.id(webhookId, "the webhook"),
                  call.decision(),
                  known -> subscriptions.change(known, request, now))
              .map(found -> found.orElseThrow(() -> UpvestRequests.missing("the webhook")))
              .chain(changed -> requests.json(200, UpvestMapping.webhook(changed)));
        });
  }

  /** Ends a subscription; what was not delivered never will be. */
  @DELETE
  @Path("/{webhook_id}")
  @Operation(operationId = "delete_webhook", summary = "Unsubscribe")
  public Uni<Response> delete(@PathParam("webhook_id") String webhookId) {
    return requests.answer(
        call ->
            store
                .remove(
                    call.caller(),
                    DIALECT,
                    UpvestRequests.id(webhookId, "the webhook"),
                    call.decision(),
                    clock.instant())
                .map(
                    gone -> {
                      if (!gone) {
                        throw UpvestRequests.missing("the webhook");
                      }
                      return Response.noContent().build();
                    }));
  }

  /** Sends a test event once, enabled or not. */
  @POST
  @Path("/{webhook_id}/test")
  @Operation(operationId = "test_webhook", summary = "Send a test event")
  public Uni<Response> test(@PathParam("webhook_id") String webhookId) {
    return requests.answer(
        call ->
            find(call, webhookId)
                .map(
                    found -> {
                      if (!deliveries.test(found)) {
                        throw new TradingException(Reason.OVERLOADED);
                      }
                      return Response.accepted().build();
                    }));
  }
}
