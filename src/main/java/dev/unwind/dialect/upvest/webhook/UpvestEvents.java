// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.WebhookFormat;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestSigningKeys;
import dev.unwind.dialect.upvest.signature.WebhookSignature;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells events of the ledger as webhooks of this API. */
@ApplicationScoped
class UpvestEvents implements WebhookFormat {
  private final UpvestEventObjects objects;
  private final UpvestSigningKeys keys;
  private final ObjectMapper json;
  private final InstantSource clock;

  UpvestEvents(
      UpvestEventObjects objects, UpvestSigningKeys keys, ObjectMapper json, InstantSource clock) {
    this.objects = objects;
    this.keys = keys;
    this.json = json;
    this.clock = clock;
  }

  /**
   * What an event tells: a type with the resource after the change.
   *
   * @param id stays the same however often it is told
   */
  record Message(UUID id, String type, Object object) {
    /** Part of the type before its point: what subscriptions name. */
    String family() {
      return type.substring(0, type.indexOf('.'));
    }
  }

  @Override
  public String dialect() {
    return Dialect.UPVEST.code();
  }

  @Override
  public Uni<List<List<String>>> render(
      Subscription subscription, AccountScope scope, List<LedgerEvent> events) {
    return objects
        .prepare(scope, events)
        .chain(
            prepared ->
                Multi.createFrom()
                    .iterable(events)
                    .onItem()
                    .transformToUniAndConcatenate(event -> prepared.tell(event))
                    .collect()
                    .asList())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(told -> texts(subscription, events, told));
  }

  private List<List<String>> texts(
      Subscription subscription, List<LedgerEvent> events, List<List<Message>> told) {
    List<List<String>> all = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      String at = UpvestMapping.time(events.get(i).at());
      List<String> texts = new ArrayList<>();
      for (Message each : told.get(i)) {
        if (subscription.wants(each.family())) {
          texts.add(
              text(
                  new UpvestEvent(
                      each.id().toString(),
                      at,
                      each.type(),
                      each.object(),
                      subscription.id().toString())));
        }
      }
      all.add(texts);
    }
    return all;
  }

  private String text(UpvestEvent event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is always writable", e);
    }
  }

  @Override
  public byte[] body(Subscription subscription, List<String> texts) {
    return ("{\"payload\":[" + String.join(",", texts) + "]}").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] testBody(Subscription subscription) {
    return body(
        subscription,
        List.of(
            text(
                new UpvestEvent(
                    UUID.randomUUID().toString(),
                    UpvestMapping.time(clock.instant()),
                    "WEBHOOK.TEST",
                    UpvestMapping.webhook(subscription),
                    subscription.id().toString()))));
  }

  @Override
  public Uni<Map<String, String>> headers(Subscription subscription, URI target, byte[] body) {
    return keys.current()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            key ->
                WebhookSignature.headers(
                    target,
                    body,
                    key,
                    clock.instant(),
                    UUID.randomUUID().toString().replace("-", "")));
  }
}
