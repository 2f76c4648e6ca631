// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.webhook;

import dev.unwind.application.Actor;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.SubscriptionBuilder;
import dev.unwind.application.webhook.TargetPolicy;
import dev.unwind.application.webhook.WebhooksConfig;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads subscriptions from requests. */
@ApplicationScoped
class UnwindSubscriptions {
  private static final String EVERY_ACCOUNT = "*";
  private static final int TITLE_CHARS_MAX = 100;
  private static final int ACCOUNTS_MAX = 1_000;
  private static final Duration COLLECT_MAX = Duration.ofMinutes(10);
  private static final String COLLECT_DEFAULT = "0s";
  private static final int BYTES_DEFAULT = 65_536;
  private static final int BYTES_MIN = 1_000;
  private static final int BYTES_MAX = 1_048_576;

  private final TargetPolicy policy;
  private final UnwindAccess access;

  UnwindSubscriptions(WebhooksConfig config, UnwindAccess access) {
    policy = new TargetPolicy(config.allowPrivateTargets());
    this.access = access;
  }

  /** A new one. Fails with REQUEST_MALFORMED, or ACCOUNT_NOT_FOUND. */
  Uni<Subscription> make(Actor actor, UnwindWebhook.Request request, Instant now) {
    if (request.url() == null) {
      throw UnwindBodies.malformed("url is required");
    }
    String url = url(request.url());
    Subscription made =
        SubscriptionBuilder.builder()
            .id(UUID.randomUUID())
            .owner(actor.principal().id())
            .dialect(Dialect.UNWIND.code())
            .title(URI.create(url).getHost())
            .url(url)
            .types(Set.of(Subscription.ALL))
            .accounts(Set.of())
            .delay(COLLECT_DEFAULT)
            .packageSizeMax(BYTES_DEFAULT)
            .enabled(true)
            .secret(WebhookSecrets.make())
            .createdAt(now)
            .updatedAt(now)
            .build();
    Subscription said = change(made, request, now);
    return accounts(request).map(accounts -> accounts == null ? said : said.withAccounts(accounts));
  }

  /** A known one with what the request names, besides its accounts. */
  Subscription change(Subscription known, UnwindWebhook.Request request, Instant now) {
    return known
        .with()
        .title(request.title() == null ? known.title() : title(request.title()))
        .url(request.url() == null ? known.url() : url(request.url()))
        .types(request.kinds() == null ? known.types() : kinds(request.kinds()))
        .delay(request.collectFor() == null ? known.delay() : delay(request.collectFor()))
        .packageSizeMax(
            request.maxBytes() == null ? known.packageSizeMax() : bytes(request.maxBytes()))
        .enabled(request.enabled() == null ? known.enabled() : request.enabled())
        .updatedAt(now)
        .build();
  }

  /** The accounts that a request names: none for all, null where it does not say. */
  Uni<@Nullable Set<AccountId>> accounts(UnwindWebhook.Request request) {
    List<@Nullable String> named = request.accounts();
    if (named == null) {
      return Uni.createFrom().nullItem();
    }
    if (named.size() > ACCOUNTS_MAX) {
      throw UnwindBodies.malformed("accounts must be at most " + ACCOUNTS_MAX);
    }
    List<String> names = UnwindParameters.names("accounts", named);
    if (names.equals(List.of(EVERY_ACCOUNT))) {
      return Uni.createFrom().item(Set.of());
    }
    if (names.contains(EVERY_ACCOUNT)) {
      throw UnwindBodies.malformed("* stands alone");
    }
    return Multi.createFrom()
        .iterable(names)
        .onItem()
        .transformToUniAndConcatenate(access::account)
        .collect()
        .in(HashSet::new, Set::add);
  }

  private static String title(String title) {
    if (title.isBlank() || title.length() > TITLE_CHARS_MAX || title.indexOf('\0') >= 0) {
      throw UnwindBodies.malformed("title must have 1 to " + TITLE_CHARS_MAX + " characters");
    }
    return title;
  }

  private String url(String url) {
    String refusal = policy.refusal(url);
    if (refusal != null) {
      throw UnwindBodies.malformed(refusal);
    }
    return url;
  }

  private static Set<String> kinds(List<@Nullable String> asked) {
    Set<String> kinds = new TreeSet<>();
    for (String kind : asked) {
      EventKind wanted = UnwindParameters.oneOf("kinds", EventKind.class, kind);
      if (wanted.isAdministration()) {
        throw UnwindBodies.malformed(wanted + " is in the log of administration, which is read");
      }
      kinds.add(wanted.name());
    }
    return kinds.isEmpty() ? Set.of(Subscription.ALL) : kinds;
  }

  private static String delay(String asked) {
    Duration delay = UnwindParameters.duration("collectFor", asked);
    if (delay.compareTo(COLLECT_MAX) > 0 || delay.getNano() > 0) {
      throw UnwindBodies.malformed("collectFor must be 0s to 10m, in whole seconds");
    }
    return delay.toSeconds() + "s";
  }

  private static int bytes(int asked) {
    if (asked < BYTES_MIN || asked > BYTES_MAX) {
      throw UnwindBodies.malformed("maxBytes must be from " + BYTES_MIN + " to " + BYTES_MAX);
    }
    return asked;
  }
}
