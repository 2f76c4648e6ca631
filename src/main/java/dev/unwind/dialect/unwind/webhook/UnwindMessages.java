// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.webhook;

import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.WebhookFormat;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.event.UnwindEventViews;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Tells events to webhooks in the words of the event stream. */
@ApplicationScoped
class UnwindMessages implements WebhookFormat {
  private final UnwindEventViews views;
  private final UnwindBodies bodies;
  private final InstantSource clock;

  UnwindMessages(UnwindEventViews views, UnwindBodies bodies, InstantSource clock) {
    this.views = views;
    this.bodies = bodies;
    this.clock = clock;
  }

  @Override
  public String dialect() {
    return Dialect.UNWIND.code();
  }

  @Override
  public Uni<List<List<String>>> render(
      Subscription subscription, AccountScope scope, List<LedgerEvent> events) {
    List<Boolean> wanted =
        events.stream().map(event -> subscription.wants(event.kind().name())).toList();
    List<LedgerEvent> told =
        events.stream().filter(event -> subscription.wants(event.kind().name())).toList();
    return views
        .show(told)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            shown -> {
              Iterator<String> texts = shown.stream().map(bodies::text).iterator();
              List<List<String>> all = new ArrayList<>(wanted.size());
              wanted.forEach(one -> all.add(one ? List.of(texts.next()) : List.of()));
              return all;
            });
  }

  @Override
  public byte[] body(Subscription subscription, List<String> texts) {
    return ("{\"webhookId\":\""
            + subscription.id()
            + "\",\"events\":["
            + String.join(",", texts)
            + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] testBody(Subscription subscription) {
    return bodies
        .text(new UnwindWebhook.Message(subscription.id(), true, UUID.randomUUID(), List.of()))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Uni<Map<String, String>> headers(Subscription subscription, URI target, byte[] body) {
    Subscription.Secret secret = Objects.requireNonNull(subscription.secret(), "a secret");
    return Uni.createFrom()
        .item(() -> WebhookSecrets.headers(subscription.id(), secret, body, clock.instant()));
  }
}
