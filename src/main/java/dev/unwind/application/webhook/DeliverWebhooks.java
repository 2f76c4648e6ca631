// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.event.GrownLogs;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.webhook.WebhookStore.Claim;
import dev.unwind.application.webhook.WebhookStore.Parcel;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Delivers events to subscribers, at least once and in order. Any replica may work on any
 * subscription, one at a time. A package that its receiver does not take blocks that subscription,
 * and no other; one that has in it what may not be told any more is made anew.
 */
@ApplicationScoped
public class DeliverWebhooks {
  private static final Logger LOG = Logger.getLogger(DeliverWebhooks.class);

  /** What a lease lasts beyond the time that a delivery may take. */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

  private static final String UNTELLABLE = "an error in the service; its log says which";

  private static final int CLAIMS_PER_ROUND = 32;
  private static final int ERROR_CHARS_MAX = 200;

  /** Accounts that one round looks at, of those that have grown here. */
  private static final int GROWN_PER_ROUND = 2_000;

  private final WebhookStore store;
  private final Instance<WebhookFormat> formats;
  private final WebhookTransport transport;
  private final LedgerReader reader;
  private final WebhooksConfig config;
  private final Replica replica;
  private final GrownLogs untold;
  private final InstantSource clock;
  private volatile Instant sweepAt = Instant.MIN;
  private final AtomicInteger underWay = new AtomicInteger();

  public DeliverWebhooks(
      WebhookStore store,
      @Any Instance<WebhookFormat> formats,
      WebhookTransport transport,
      LedgerReader reader,
      WebhooksConfig config,
      Replica replica,
      Commits commits,
      InstantSource clock) {
    this.store = store;
    this.formats = formats;
    this.transport = transport;
    this.reader = reader;
    this.config = config;
    this.replica = replica;
    this.untold = commits.untold();
    this.clock = clock;
  }

  /**
   * Claims what is due and begins to deliver it. Ends when all that was begun has ended one way or
   * another.
   */
  public Uni<Void> round() {
    int free = Math.min(CLAIMS_PER_ROUND, config.concurrency() - underWay.get());
    if (free <= 0) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    boolean all = !now.isBefore(sweepAt);
    Set<AccountId> grown = untold.take(GROWN_PER_ROUND);
    return store
        .claim(replica.id(), now, now.plus(config.timeout()).plus(LEASE_MARGIN), free, grown, all)
        .onFailure()
        .invoke(failure -> untold.noteAll(grown))
        .invoke(
            claims -> {
              if (all) {
                sweepAt = now.plus(config.sweepInterval());
              }
              claims.forEach(this::begin);
            })
        .replaceWithVoid();
  }

  private void begin(Claim claim) {
    underWay.incrementAndGet();
    Uni.createFrom()
        .deferred(() -> work(claim))
        .onFailure(failure -> !TradingException.isOfTheStore(failure))
        .recoverWithUni(failure -> untellable(claim, failure))
        .onTermination()
        .invoke(underWay::decrementAndGet)
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.debugf(
                    "webhook postponed webhookId=%s: %s", claim.subscription().id(), failure));
  }

  private Uni<Boolean> work(Claim claim) {
    Parcel pending = claim.pending();
    if (pending == null) {
      return collect(claim);
    }
    return mayBeTold(claim, pending)
        ? deliver(claim, pending, true)
        : store.dropped(claim, clock.instant());
  }

  /** Grants and selection may have become narrower since the package was made. */
  private static boolean mayBeTold(Claim claim, Parcel pending) {
    return pending.reached().keySet().stream()
        .allMatch(account -> claim.scope().admits(account) && claim.subscription().isOf(account));
  }

  private WebhookFormat format(Subscription of) {
    return formats.stream()
        .filter(format -> format.dialect().equals(of.dialect()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody speaks " + of.dialect()));
  }

  private Uni<Boolean> collect(Claim claim) {
    return store.behind(claim).chain(behind -> collect(claim, admitted(claim, behind)));
  }

  /**
   * Nothing can be said of accounts that were granted after the claim, such as those that were just
   * opened: they are left to the next one.
   */
  private static WebhookStore.Behind admitted(Claim claim, WebhookStore.Behind behind) {
    Map<AccountId, Long> seen = new LinkedHashMap<>(behind.accounts());
    boolean left = seen.keySet().removeIf(account -> !claim.scope().admits(account));
    return new WebhookStore.Behind(seen, left || behind.more());
  }

  private Uni<Boolean> collect(Claim claim, WebhookStore.Behind behind) {
    return Multi.createFrom()
        .iterable(behind.accounts().entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            account ->
                reader.events(
                    AccountScope.of(account.getKey()),
                    LedgerQueries.Events.after(
                        account.getKey(), account.getValue(), config.batchSize())))
        .collect()
        .in(ArrayList<LedgerEvent>::new, List::addAll)
        .map(this::oldest)
        .chain(events -> pack(claim, events, behind.more()));
  }

  /** Events of several accounts in the order of their times; each account's own order is kept. */
  private List<LedgerEvent> oldest(List<LedgerEvent> all) {
    all.sort(Comparator.comparing(LedgerEvent::at));
    return all.size() > config.batchSize() ? all.subList(0, config.batchSize()) : all;
  }

  private Uni<Boolean> pack(Claim claim, List<LedgerEvent> events, boolean others) {
    if (events.isEmpty()) {
      return store.postpone(claim, others, clock.instant());
    }
    Subscription subscription = claim.subscription();
    WebhookFormat format = format(subscription);
    return format
        .render(subscription, claim.scope(), events)
        .chain(
            texts -> {
              Cut cut = cut(events, texts, subscription.packageSizeMax());
              boolean full = cut.full() || events.size() == config.batchSize();
              boolean more = full || others;
              if (cut.texts().isEmpty()) {
                return store.skipped(claim, cut.reached(), more, clock.instant());
              }
              Instant due = cut.firstAt().plus(subscription.collectingFor());
              if (!full && due.isAfter(clock.instant())) {
                return store.postpone(claim, true, due);
              }
              Parcel next = new Parcel(format.body(subscription, cut.texts()), cut.reached());
              return store
                  .keep(claim, next)
                  .chain(kept -> kept ? deliver(claim, next, more) : Uni.createFrom().item(false));
            });
  }

  /**
   * What goes into one package.
   *
   * @param full nothing more fits
   * @param firstAt time of the first event in it
   */
  private record Cut(
      List<String> texts, Map<AccountId, Long> reached, boolean full, Instant firstAt) {}

  /** Takes events while they fit; what one ledger event tells stays together. */
  private static Cut cut(List<LedgerEvent> events, List<List<String>> texts, int sizeMax) {
    List<String> taken = new ArrayList<>();
    Map<AccountId, Long> reached = new LinkedHashMap<>();
    Instant firstAt = Instant.MAX;
    long size = 0;
    for (int i = 0; i < events.size(); i++) {
      long more = 0;
      for (String text : texts.get(i)) {
        more += text.getBytes(StandardCharsets.UTF_8).length + 1L;
      }
      if (!taken.isEmpty() && size + more > sizeMax) {
        return new Cut(taken, reached, true, firstAt);
      }
      if (taken.isEmpty() && more > 0) {
        firstAt = events.get(i).at();
      }
      taken.addAll(texts.get(i));
      size += more;
      reached.put(events.get(i).account(), events.get(i).seq());
    }
    return new Cut(taken, reached, false, firstAt);
  }

  private Uni<Boolean> deliver(Claim claim, Parcel next, boolean more) {
    Subscription subscription = claim.subscription();
    return send(subscription, next.body())
        .onItem()
        .transformToUni(
            status ->
                isTaken(status)
                    ? store.delivered(claim, next, more, clock.instant()).invoke(() -> works(claim))
                    : refused(claim, "answered with status " + status))
        .onFailure(DeliverWebhooks::isOfReceiver)
        .recoverWithUni(failure -> refused(claim, String.valueOf(failure.getMessage())));
  }

  private Uni<Integer> send(Subscription subscription, byte[] body) {
    URI target = URI.create(subscription.url());
    return format(subscription)
        .headers(subscription, target, body)
        .chain(headers -> transport.post(target, headers, body, config.timeout()))
        .onFailure()
        .transform(NotTakenException::new);
  }

  private Uni<Boolean> refused(Claim claim, String error) {
    return failed(claim, "The receiver of a webhook fails", error, error);
  }

  /** What is wrong stands in the log; the subscription says that it is not its receiver. */
  private Uni<Boolean> untellable(Claim claim, Throwable failure) {
    return failed(claim, "A webhook cannot be told", String.valueOf(failure), UNTELLABLE);
  }

  private Uni<Boolean> failed(Claim claim, String what, String reason, String error) {
    int failures = claim.failures() + 1;
    Duration wait = RetrySchedule.after(failures);
    // An outage is two lines, at its begin and at its end, whichever replicas deliver meanwhile.
    LOG.logf(
        failures == 1 ? Logger.Level.WARN : Logger.Level.DEBUG,
        "%s webhookId=%s failures=%d retryIn=%s reason=%s",
        what,
        claim.subscription().id(),
        failures,
        wait,
        reason);
    String text = error.length() > ERROR_CHARS_MAX ? error.substring(0, ERROR_CHARS_MAX) : error;
    return store.failed(claim, text, clock.instant().plus(wait));
  }

  private static void works(Claim claim) {
    if (claim.failures() > 0) {
      LOG.infof(
          "The receiver of a webhook works again webhookId=%s failed=%d",
          claim.subscription().id(), claim.failures());
    }
  }

  /**
   * Sends a test once, whatever comes of it. False when too much is under way already.
   *
   * @param subscription need not be enabled
   */
  public boolean test(Subscription subscription) {
    if (underWay.incrementAndGet() > config.concurrency()) {
      underWay.decrementAndGet();
      return false;
    }
    Uni.createFrom()
        .deferred(() -> send(subscription, format(subscription).testBody(subscription)))
        .onTermination()
        .invoke(underWay::decrementAndGet)
        .subscribe()
        .with(
            status ->
                LOG.debugf("webhook tested webhookId=%s status=%d", subscription.id(), status),
            failure -> LOG.debugf("webhook tested webhookId=%s: %s", subscription.id(), failure));
    return true;
  }

  private static boolean isTaken(int status) {
    return status >= 200 && status < 300;
  }

  private static boolean isOfReceiver(Throwable failure) {
    return failure instanceof NotTakenException;
  }

  /** Tells a receiver's failure from one of the store. */
  private static final class NotTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTakenException(Throwable cause) {
      super(String.valueOf(cause.getMessage()), cause, false, false);
    }
  }
}
