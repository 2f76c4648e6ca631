// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Venues;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.LiveStreams;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.value.AccountId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps what is observed as metrics, and names it in the log lines of the request. */
@ApplicationScoped
class Meters implements Observations {
  private static final Logger LOG = Logger.getLogger(Meters.class);

  /** What is fast, and what takes until a session opens. */
  private static final Duration[] FLAT =
      Stream.of(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 600_000, 3_600_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final Duration[] ACKNOWLEDGED =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Counter takenOver;
  private final Counter unknown;
  private final AtomicLong behind = new AtomicLong();
  private final RoundTrips trips = new RoundTrips();

  Meters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    takenOver = counter(Metric.ORDERS_TAKEN_OVER);
    unknown = counter(Metric.OUTCOMES_UNKNOWN);
  }

  /** What has not happened yet is there as zero, so that rates have a beginning. */
  void start(@Observes StartupEvent event, LiveStreams streams, Venues venues) {
    gauge(registry, Metric.LOG_BEHIND, behind);
    Gauge.builder(Metric.STREAMS_OPEN.id(), streams, LiveStreams::count)
        .description(Metric.STREAMS_OPEN.description())
        .register(registry);
    for (ExecutionVenue venue : venues.all()) {
      counter(Metric.VENUE_RECONNECTIONS, "venue", venue.name());
      trip(Metric.VENUE_ACKNOWLEDGED, venue.name());
      trip(Metric.VENUE_FILLED, venue.name());
    }
    for (Dialect dialect : Dialect.values()) {
      acknowledged(dialect.code());
      flat(dialect.code());
      Arrays.stream(ItemStatus.values())
          .filter(ItemStatus::hasEnded)
          .forEach(outcome -> ended(dialect.code(), outcome));
    }
  }

  /** A gauge that shows a number kept elsewhere. */
  static void gauge(MeterRegistry registry, Metric metric, AtomicLong value, String... tags) {
    Gauge.Builder<AtomicLong> gauge =
        Gauge.builder(metric.id(), value, AtomicLong::doubleValue)
            .description(metric.description())
            .tags(tags);
    (metric.unit().isEmpty() ? gauge : gauge.baseUnit(metric.unit())).register(registry);
  }

  @Override
  public <T> Uni<T> command(
      Command command,
      Actor actor,
      AccountId account,
      Uni<T> work,
      Function<T, @Nullable UUID> liquidation) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Instant from = clock.instant();
              // A call over a socket may go on in the context of the one that it has waited for.
              if (actor.requestId() != null) {
                request(actor.requestId());
              }
              account(account);
              return work.invoke(done -> accepted(command, actor, from, liquidation.apply(done)))
                  .onFailure(TradingException.class)
                  .invoke(failure -> refused(command, actor, (TradingException) failure));
            });
  }

  private void accepted(Command command, Actor actor, Instant from, @Nullable UUID liquidation) {
    if (command == Command.CLOSE) {
      acknowledged(actor.dialect()).record(Duration.between(from, clock.instant()));
    }
    if (liquidation != null) {
      liquidation(liquidation);
      LOG.debugf("accepted dialect=%s liquidation=%s", actor.dialect(), liquidation);
    }
  }

  private void refused(Command command, Actor actor, TradingException refusal) {
    counter(
            Metric.REFUSALS,
            "dialect",
            actor.dialect(),
            "command",
            word(command),
            "reason",
            refusal.reason().name())
        .increment();
    LOG.debugf(
        "refused dialect=%s command=%s reason=%s",
        actor.dialect(), word(command), refusal.reason());
  }

  @Override
  public void request(String id) {
    if (LineContext.REQUEST.get().filter(id::equals).isEmpty()) {
      LineContext.ACCOUNT.remove();
      LineContext.LIQUIDATION.remove();
    }
    LineContext.REQUEST.put(id);
  }

  @Override
  public void account(AccountId account) {
    LineContext.ACCOUNT.put(account.value());
  }

  @Override
  public void liquidation(UUID liquidation) {
    LineContext.LIQUIDATION.put(liquidation);
  }

  @Override
  public Origin origin() {
    return Trail.ofCaller();
  }

  @Override
  public <T> Uni<T> within(Origin origin, Uni<T> work) {
    return origin instanceof Trail trail ? trail.within(work) : work;
  }

  @Override
  public void closeEnded(String dialect, ItemStatus outcome, Duration took) {
    ended(dialect, outcome).increment();
    if (outcome == ItemStatus.FILLED) {
      flat(dialect).record(took);
    }
  }

  @Override
  public void takenOver(int orders) {
    takenOver.increment(orders);
  }

  @Override
  public void outcomesUnknown(int orders) {
    unknown.increment(orders);
  }

  @Override
  public void told(String venue, List<UUID> orders) {
    Instant now = clock.instant();
    orders.forEach(order -> trips.begin(order, now));
  }

  @Override
  public void acknowledged(String venue, List<UUID> orders) {
    Instant now = clock.instant();
    for (UUID order : orders) {
      trips
          .until(order, now)
          .ifPresent(took -> trip(Metric.VENUE_ACKNOWLEDGED, venue).record(took));
    }
  }

  @Override
  public void traded(String venue, List<UUID> orders) {
    Instant now = clock.instant();
    for (UUID order : orders) {
      trips.end(order, now).ifPresent(took -> trip(Metric.VENUE_FILLED, venue).record(took));
    }
  }

  @Override
  public void reconnected(String venue) {
    counter(Metric.VENUE_RECONNECTIONS, "venue", venue).increment();
  }

  @Override
  public void operation(String dialect, String name) {
    counter(Metric.OPERATIONS, "dialect", dialect, "operation", name).increment();
  }

  @Override
  public void logBehind(long events) {
    behind.set(events);
  }

  private Counter ended(String dialect, ItemStatus outcome) {
    return counter(Metric.CLOSES_ENDED, "dialect", dialect, "outcome", word(outcome));
  }

  private Timer acknowledged(String dialect) {
    return timer(Metric.CLOSE_ACKNOWLEDGED, ACKNOWLEDGED, "dialect", dialect);
  }

  private Timer trip(Metric metric, String venue) {
    return timer(metric, ACKNOWLEDGED, "venue", venue);
  }

  private Timer flat(String dialect) {
    return timer(Metric.CLOSE_FLAT, FLAT, "dialect", dialect);
  }

  private Timer timer(Metric metric, Duration[] buckets, String label, String value) {
    return Timer.builder(metric.id())
        .description(metric.description())
        .tag(label, value)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private Counter counter(Metric metric, String... tags) {
    return Counter.builder(metric.id())
        .description(metric.description())
        .tags(tags)
        .register(registry);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
