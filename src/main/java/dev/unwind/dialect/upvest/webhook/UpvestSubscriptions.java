// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.webhook;

import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.SubscriptionBuilder;
import dev.unwind.application.webhook.TargetPolicy;
import dev.unwind.application.webhook.WebhooksConfig;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestWebhook;
import dev.unwind.domain.value.PrincipalId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads subscriptions from requests. */
@ApplicationScoped
class UpvestSubscriptions {
  private static final int TITLE_CHARS_MAX = 100;
  private static final String DELAY_DEFAULT = "1s";
  private static final int SIZE_DEFAULT = 65_536;
  private static final int SIZE_MIN = 100;
  private static final int SIZE_MAX = 1_048_576;
  private static final Pattern DELAY = Pattern.compile("[1-9][0-9]?[sm]");

  /** The vendor's families of events; of those that the ledger does not know none is ever told. */
  private static final Set<String> TYPES =
      Set.of(
          Subscription.ALL,
          "USER",
          "USER_CHECK",
          "ORDER",
          "ORDER_CANCELLATION",
          "EXECUTION",
          "POSITION",
          "CASH_BALANCE",
          "ACCOUNT",
          "ACCOUNT_GROUP",
          "REPORT",
          "TREASURY_REPORT",
          "DIRECT_DEBIT",
          "WITHDRAWAL",
          "PORTFOLIO",
          "PORTFOLIO_ALLOCATION",
          "PORTFOLIO_ORDER",
          "CORPORATE_ACTION",
          "ACCOUNT_VALUATION",
          "INTRADAY_ACCOUNT_VALUATION",
          "CASH_TRANSACTION",
          "SECURITY_TRANSACTION",
          "ACCOUNT_LIQUIDATION",
          "ACCOUNT_RETURNS",
          "VIRTUAL_CASH_INCREASE",
          "VIRTUAL_CASH_DECREASE",
          "FEE_COLLECTION");

  private final TargetPolicy policy;

  UpvestSubscriptions(WebhooksConfig config) {
    policy = new TargetPolicy(config.allowPrivateTargets());
  }

  /**
   * A new one, disabled.
   *
   * @throws UpvestException when the request is wrong
   */
  Subscription make(PrincipalId owner, UpvestWebhook.Request request, Instant now) {
    if (request.title() == null || request.url() == null) {
      throw UpvestException.invalid("title and url are required");
    }
    UpvestWebhook.Config config = config(request);
    return SubscriptionBuilder.builder()
        .id(UUID.randomUUID())
        .owner(owner)
        .dialect(Dialect.UPVEST.code())
        .title(title(request.title()))
        .url(url(request.url()))
        .types(types(request.type(), Set.of(Subscription.ALL)))
        .accounts(Set.of())
        .delay(delay(config.delay(), DELAY_DEFAULT))
        .packageSizeMax(size(config.maxPackageSize(), SIZE_DEFAULT))
        .createdAt(now)
        .updatedAt(now)
        .build();
  }

  /**
   * A known one with what the request names.
   *
   * @throws UpvestException when the request is wrong
   */
  Subscription change(Subscription known, UpvestWebhook.Request request, Instant now) {
    UpvestWebhook.Config config = config(request);
    return known
        .with()
        .title(request.title() == null ? known.title() : title(request.title()))
        .url(request.url() == null ? known.url() : url(request.url()))
        .types(types(request.type(), known.types()))
        .delay(delay(config.delay(), known.delay()))
        .packageSizeMax(size(config.maxPackageSize(), known.packageSizeMax()))
        .enabled(request.enabled() == null ? known.enabled() : request.enabled())
        .updatedAt(now)
        .build();
  }

  private static UpvestWebhook.Config config(UpvestWebhook.Request request) {
    return request.config() == null ? new UpvestWebhook.Config(null, null) : request.config();
  }

  private static String title(String title) {
    if (title.isBlank() || title.length() > TITLE_CHARS_MAX || title.indexOf('\0') >= 0) {
      throw UpvestException.invalid("title must have 1 to " + TITLE_CHARS_MAX + " characters");
    }
    return title;
  }

  private String url(String url) {
    String refusal = policy.refusal(url);
    if (refusal != null) {
      throw UpvestException.invalid(refusal);
    }
    return url;
  }

  private static Set<String> types(@Nullable List<@Nullable String> asked, Set<String> absent) {
    if (asked == null || asked.isEmpty()) {
      return absent;
    }
    Set<String> types = new TreeSet<>();
    for (String type : asked) {
      if (type == null || !TYPES.contains(type)) {
        throw UpvestException.invalid("type must be some of " + new TreeSet<>(TYPES));
      }
      types.add(type);
    }
    return types;
  }

  private static String delay(@Nullable String asked, String absent) {
    if (asked == null) {
      return absent;
    }
    if (!DELAY.matcher(asked).matches()) {
      throw UpvestException.invalid("config.delay must be like 5s or 2m");
    }
    return asked;
  }

  private static int size(@Nullable Integer asked, int absent) {
    if (asked == null) {
      return absent;
    }
    if (asked < SIZE_MIN || asked > SIZE_MAX) {
      throw UpvestException.invalid(
          "config.max_package_size must be from " + SIZE_MIN + " to " + SIZE_MAX);
    }
    return asked;
  }
}
