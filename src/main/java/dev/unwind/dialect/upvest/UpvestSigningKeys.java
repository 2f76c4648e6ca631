// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.webhook.WebhookStore;
import dev.unwind.application.webhook.WebhookStore.KeptKey;
import dev.unwind.application.webhook.WebhooksConfig;
import dev.unwind.dialect.upvest.signature.SigningKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The key that webhooks are signed with: the configured one, or one that the ledger keeps for all
 * replicas.
 */
@ApplicationScoped
public class UpvestSigningKeys {
  private final WebhookStore store;
  private final InstantSource clock;
  private final AtomicReference<SigningKey> known = new AtomicReference<>();

  UpvestSigningKeys(WebhookStore store, InstantSource clock, WebhooksConfig config) {
    this.store = store;
    this.clock = clock;
    config.signingKey().map(SigningKey::parse).ifPresent(known::set);
  }

  /** The key; made at the first call of all if there is none. */
  public Uni<SigningKey> current() {
    SigningKey key = known.get();
    return key != null ? Uni.createFrom().item(key) : load().invoke(known::set);
  }

  private Uni<SigningKey> load() {
    return store
        .findSigningKey()
        .chain(found -> found.map(k -> Uni.createFrom().item(k)).orElseGet(this::make))
        .map(kept -> SigningKey.of(kept.pkcs8(), kept.x509()));
  }

  private Uni<KeptKey> make() {
    return Uni.createFrom()
        .item(SigningKey::generate)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            key ->
                store.signingKey(key.id(), new KeptKey(key.pkcs8(), key.x509()), clock.instant()));
  }
}
