// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.dialect.unwind.event.UnwindEvent;
import dev.unwind.domain.value.AccountId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Somebody who is told of events, and how that goes. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "title",
      "url",
      "kinds",
      "accountIds",
      "collectFor",
      "maxBytes",
      "enabled",
      "failures",
      "createdAt",
      "updatedAt"
    })
public record UnwindWebhook(
    UUID id,
    String title,
    String url,
    @Schema(description = "Kinds of events, as in the log; none for all") List<String> kinds,
    @Schema(description = "None for all that its owner is granted") List<Long> accountIds,
    @Schema(description = "How long events wait for others, to be told together") String collectFor,
    @Schema(description = "Of one request's body; a single event may exceed it") int maxBytes,
    @Schema(description = "Whether it is told; what happens meanwhile is told later")
        boolean enabled,
    @Schema(description = "How often the request at the head of the line was not taken")
        int failures,
    @Schema(description = "Why not") @Nullable String lastError,
    @Schema(description = "What requests are signed with. Shown here, and never again")
        @Nullable String secret,
    Instant createdAt,
    Instant updatedAt) {

  static UnwindWebhook of(Subscription subscription) {
    return of(subscription, null);
  }

  /** With the secret, for the only time. */
  static UnwindWebhook shown(Subscription subscription) {
    Subscription.Secret secret = subscription.secret();
    return of(subscription, secret == null ? null : secret.value());
  }

  private static UnwindWebhook of(Subscription subscription, @Nullable String secret) {
    return new UnwindWebhook(
        subscription.id(),
        subscription.title(),
        subscription.url(),
        subscription.types().stream()
            .filter(kind -> !kind.equals(Subscription.ALL))
            .sorted()
            .toList(),
        subscription.accounts().stream().map(AccountId::value).sorted().toList(),
        subscription.delay(),
        subscription.packageSizeMax(),
        subscription.enabled(),
        subscription.failures(),
        subscription.lastError(),
        secret,
        subscription.createdAt(),
        subscription.updatedAt());
  }

  /** Descending by age. */
  @RegisterForReflection
  @Schema(
      name = "UnwindWebhookPage",
      requiredProperties = {"webhooks", "total", "limit", "offset"})
  public record Page(List<UnwindWebhook> webhooks, long total, int limit, int offset) {}

  /** One to be made, or what of one is to be changed. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(name = "UnwindWebhookRequest", additionalProperties = Schema.False.class)
  public record Request(
      @Schema(
              description = "Required for a new one; https, and no private address",
              maxLength = 1000)
          @Nullable String url,
      @Schema(description = "The host of the address by default", maxLength = 100)
          @Nullable String title,
      @Schema(description = "Kinds of events, as in the log; none or absent for all")
          @Nullable List<@Nullable String> kinds,
      @Schema(description = "Names, uids or ids; * alone, none or absent for all that are granted")
          @Nullable List<@Nullable String> accounts,
      @Schema(description = "0s to 10m, 0s by default") @Nullable String collectFor,
      @Schema(minimum = "1000", maximum = "1048576", description = "65536 by default")
          @Nullable Integer maxBytes,
      @Schema(description = "true by default; false lets events wait") @Nullable Boolean enabled) {}

  /** What is posted to the address. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindWebhookMessage",
      requiredProperties = {"webhookId", "events"})
  public record Message(
      UUID webhookId,
      @Schema(description = "Whether it only shows that requests arrive") @Nullable Boolean test,
      @Schema(description = "One of its own for each test") @Nullable UUID id,
      @Schema(description = "As in the event stream") List<UnwindEvent> events) {}
}
