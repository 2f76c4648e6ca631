// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.webhook.WebhookStore.Behind;
import dev.unwind.application.webhook.WebhookStore.Claim;
import dev.unwind.application.webhook.WebhookStore.Parcel;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of webhooks of which something fails here, and not at their receivers. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UntellableWebhooksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject @Any Instance<WebhookFormat> formats;
  @Inject LedgerReader reader;
  @Inject WebhooksConfig config;
  @Inject Replica replica;
  @Inject InstantSource clock;

  private final List<Claim> claims = new ArrayList<>();
  private final Map<UUID, Throwable> broken = new HashMap<>();
  private final Map<UUID, String> failed = new ConcurrentHashMap<>();
  private final Map<UUID, Boolean> postponed = new ConcurrentHashMap<>();
  private Map<AccountId, Long> behind = Map.of();
  private DeliverWebhooks webhooks;

  @BeforeEach
  void onlyWhatIsClaimed() {
    WebhookStore store =
        (WebhookStore)
            Proxy.newProxyInstance(
                WebhookStore.class.getClassLoader(),
                new Class<?>[] {WebhookStore.class},
                (proxy, method, of) ->
                    switch (method.getName()) {
                      case "claim" -> Uni.createFrom().item(List.copyOf(claims));
                      case "behind" -> behind((Claim) of[0]);
                      case "failed" -> {
                        failed.put(((Claim) of[0]).subscription().id(), (String) of[1]);
                        assertThat((Instant) of[2]).isAfter(clock.instant());
                        yield Uni.createFrom().item(true);
                      }
                      case "postpone" -> {
                        postponed.put(((Claim) of[0]).subscription().id(), (Boolean) of[1]);
                        yield Uni.createFrom().item(true);
                      }
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    webhooks =
        new DeliverWebhooks(
            store,
            formats,
            (target, headers, body, timeout) -> Uni.createFrom().item(200),
            reader,
            config,
            replica,
            new Commits(),
            clock);
  }

  private Uni<Behind> behind(Claim claim) {
    Throwable failure = broken.get(claim.subscription().id());
    return failure == null
        ? Uni.createFrom().item(new Behind(behind, false))
        : Uni.createFrom().failure(failure);
  }

  private UUID claimed(String dialect, @Nullable Parcel pending, int failures) {
    return claimed(dialect, AccountScope.EVERYTHING, pending, failures);
  }

  private UUID claimed(String dialect, AccountScope scope, @Nullable Parcel pending, int failures) {
    Subscription subscription = subscription(dialect);
    claims.add(new Claim(subscription, scope, 1, pending, failures, Set.of()));
    return subscription.id();
  }

  private Subscription subscription(String dialect) {
    Instant now = clock.instant();
    return new Subscription(
        UUID.randomUUID(),
        new PrincipalId(1),
        dialect,
        "t",
        "https://hooks.example.com",
        Set.of(Subscription.ALL),
        Set.of(),
        "0s",
        65536,
        true,
        null,
        0,
        null,
        now,
        now);
  }

  @Test
  void oneThatCannotBeReadIsNotedAndKeepsNoOtherFromItsTurn() {
    UUID fails = claimed("unwind", null, 3);
    broken.put(fails, new IllegalStateException("broken"));
    UUID works = claimed("unwind", null, 0);
    webhooks.round().await().atMost(PATIENCE);
    assertThat(failed).containsOnlyKeys(fails);
    assertThat(failed.get(fails)).isNotBlank().doesNotContain("broken");
    assertThat(postponed).containsOnly(Map.entry(works, false));
  }

  @Test
  void whatWasGrantedAfterTheClaimIsToldByTheNext() {
    try (LedgerRows rows = new LedgerRows()) {
      AccountId opened = rows.account();
      rows.events(opened, 2);
      behind = Map.of(opened, 0L);
      UUID meanwhile = claimed("upvest", new AccountScope(false, Set.of()), null, 0);
      webhooks.round().await().atMost(PATIENCE);
      Awaiting.await(PATIENCE, () -> failed.size() + postponed.size() == 1);
      assertThat(postponed).as("there is more to tell").containsOnly(Map.entry(meanwhile, true));
    }
  }

  @Test
  void aPackageThatCannotBeSentIsNoted() {
    UUID fails = claimed("nobody's", new Parcel(new byte[0], Map.of()), 0);
    webhooks.round().await().atMost(PATIENCE);
    assertThat(failed).containsOnlyKeys(fails);
  }

  @Test
  void thatTheLedgerIsAwayIsNoFailureOfAWebhook() {
    UUID fails = claimed("unwind", null, 0);
    broken.put(fails, new TradingException(Reason.STORE_UNAVAILABLE));
    webhooks.round().await().atMost(PATIENCE);
    assertThat(failed).isEmpty();
    assertThat(postponed).isEmpty();
  }

  @Test
  void aTestGivesItsPlaceBackWhateverFails() {
    Subscription nobodys = subscription("nobody's");
    for (int i = 0; i <= config.concurrency(); i++) {
      assertThat(webhooks.test(nobodys)).as("%d", i).isTrue();
    }
  }
}
