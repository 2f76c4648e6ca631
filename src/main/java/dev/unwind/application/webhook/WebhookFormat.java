// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Port: the words in which a dialect tells events, and how it signs them. */
public interface WebhookFormat {
  /** Which subscriptions it is for. */
  String dialect();

  /**
   * Tells ledger events in the dialect's words.
   *
   * @param scope what the subscription's owner may see
   * @return for each of them, in the same order, the JSON texts that this subscription wants; often
   *     none
   */
  Uni<List<List<String>>> render(
      Subscription subscription, AccountScope scope, List<LedgerEvent> events);

  /** Makes one request body of JSON texts. */
  byte[] body(Subscription subscription, List<String> texts);

  /** A body that only shows that deliveries arrive. */
  byte[] testBody(Subscription subscription);

  /** The headers of a delivery, signature included; made anew for every attempt. */
  Uni<Map<String, String>> headers(Subscription subscription, URI target, byte[] body);
}
