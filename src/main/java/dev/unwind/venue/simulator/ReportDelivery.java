// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.venue.simulator.book.BookReport;
import dev.unwind.venue.simulator.book.ReportBox;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Offers reports until they are acknowledged. Acknowledgements are collected and written in
 * batches; one that is lost in a crash only means that its report is offered again.
 */
final class ReportDelivery {
  private static final int CLAIM_SIZE_MAX = 500;
  private static final int ACKNOWLEDGE_SIZE_MAX = 2000;

  /** More are not kept: their reports are offered again. */
  private static final int ACKNOWLEDGEMENTS_MAX = 100_000;

  /** How long the other side may take to record one delivery. */
  private static final Duration RECORDING_TIMEOUT = Duration.ofSeconds(30);

  /**
   * After something happened here, reports of it may become due for this long at the usual
   * latencies.
   */
  private static final Duration BUSY_FOR = Duration.ofSeconds(5);

  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);

  private final ReportBox box;
  private final SimulatorScenario scenario;
  private final InstantSource clock;
  private final Duration statementTimeout;
  private final Random random = new Random();
  private final Function<List<VenueReport>, Uni<Void>> sink;

  private final Queue<UUID> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acknowledgedCount = new AtomicInteger();
  private final FailureNotice notice = new FailureNotice("deliver reports");
  private final AtomicBoolean isRunning = new AtomicBoolean();
  private volatile boolean isAskedAgain;
  private volatile boolean isStopped;
  private volatile Uni<Void> current = Uni.createFrom().voidItem();
  private volatile Instant busyUntil = Instant.EPOCH;
  private volatile Instant lastClaim = Instant.EPOCH;

  /**
   * Some of what was offered could not be recorded. It is due again before what is new, so that an
   * account that cannot be booked and has many reports would be all that is ever offered: every
   * other turn begins with the newest then.
   */
  private volatile boolean isStuck;

  private volatile boolean wasNewest;

  /**
   * @param sink completes when the reports have been recorded
   */
  ReportDelivery(
      ReportBox box,
      SimulatorScenario scenario,
      InstantSource clock,
      Duration statementTimeout,
      Function<List<VenueReport>, Uni<Void>> sink) {
    this.box = box;
    this.scenario = scenario;
    this.clock = clock;
    this.statementTimeout = statementTimeout;
    this.sink = sink;
  }

  void acknowledge(Collection<UUID> deliveryIds) {
    List<UUID> rows = deliveryIds.stream().filter(BookReport::isRow).toList();
    if (acknowledgedCount.addAndGet(rows.size()) > ACKNOWLEDGEMENTS_MAX) {
      acknowledgedCount.addAndGet(-rows.size());
      return;
    }
    acknowledged.addAll(rows);
  }

  /** Reports have come into being that may be due soon. */
  void expect() {
    busyUntil = clock.instant().plus(scenario.latency()).plus(BUSY_FOR);
  }

  /** The same, of which some may be due at once. */
  void expectNow() {
    expect();
    if (scenario.latency().isZero()) {
      run();
    }
  }

  /** Called every so often: writes acknowledgements, and delivers if anything may be due. */
  void tick() {
    Instant now = clock.instant();
    boolean mayBeDue =
        now.isBefore(busyUntil) || !now.isBefore(lastClaim.plus(IDLE_INTERVAL)) || isAskedAgain;
    if (mayBeDue || acknowledgedCount.get() > 0) {
      run();
    }
  }

  /** Delivers what is due, now. */
  void run() {
    if (isStopped) {
      return;
    }
    if (!isRunning.compareAndSet(false, true)) {
      isAskedAgain = true;
      return;
    }
    isAskedAgain = false;
    Uni<Void> run =
        Uni.createFrom()
            .deferred(this::writeAcknowledgements)
            .chain(this::deliverDue)
            .invoke(notice::worked)
            .onFailure()
            .invoke(notice::failed)
            .onFailure()
            .recoverWithNull()
            .onTermination()
            .invoke(() -> isRunning.set(false))
            .memoize()
            .indefinitely();
    current = run;
    run.subscribe()
        .with(
            ignored -> {
              if (isAskedAgain) {
                run();
              }
            });
  }

  /** Ends with the run at hand, and with the acknowledgements that there are. */
  Uni<Void> stop() {
    isStopped = true;
    return current.chain(this::writeAcknowledgements);
  }

  private Uni<Void> writeAcknowledgements() {
    List<UUID> batch = new ArrayList<>();
    UUID id;
    while (batch.size() < ACKNOWLEDGE_SIZE_MAX && (id = acknowledged.poll()) != null) {
      batch.add(id);
    }
    if (batch.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    acknowledgedCount.addAndGet(-batch.size());
    return box.acknowledge(batch, clock.instant())
        .ifNoItem()
        .after(statementTimeout)
        .fail()
        .chain(this::writeAcknowledgements);
  }

  private Uni<Void> deliverDue() {
    Instant now = clock.instant();
    lastClaim = now;
    boolean newest = isStuck && !wasNewest;
    wasNewest = newest;
    return box.claim(now, now.plus(scenario.redeliverAfter()), newest, CLAIM_SIZE_MAX)
        .ifNoItem()
        .after(statementTimeout)
        .fail()
        .chain(
            reports -> {
              if (reports.isEmpty()) {
                return Uni.createFrom().voidItem();
              }
              Uni<Void> delivered =
                  sink.apply(arranged(reports))
                      .ifNoItem()
                      .after(RECORDING_TIMEOUT)
                      .fail()
                      .onItemOrFailure()
                      .invoke((done, failure) -> isStuck = failure != null || wasNewest);
              if (reports.size() < CLAIM_SIZE_MAX || isStopped) {
                return delivered;
              }
              // What is recorded must not become due again while the rest is recorded: with many
              // reports that would go on for ever.
              return delivered.chain(this::writeAcknowledgements).chain(this::deliverDue);
            });
  }

  private List<VenueReport> arranged(List<BookReport> claimed) {
    List<BookReport> reports = new ArrayList<>(claimed);
    reports.sort(
        Comparator.comparing(BookReport::at)
            .thenComparing(BookReport::orderNo)
            .thenComparing(BookReport::seq));
    List<VenueReport> arranged = new ArrayList<>();
    reports.forEach(r -> arranged.addAll(r.toVenueReports(SimulatorVenue.NAME)));
    if (scenario.outOfOrderReports()) {
      Collections.shuffle(arranged, random);
    }
    return arranged;
  }
}
