// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.reconciliation.Statement.Holding;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.fix.session.PositionReport;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks for positions, and puts together what comes back in many messages. All that had come in
 * before the last of them is booked by then. What is not whole is nothing.
 */
final class Positions {
  private static final int OPEN_MAX = 16;

  private final OutgoingMessages messages;
  private final Channel channel;
  private final String venue;
  private final String account;
  private final Duration patience;
  private final InstantSource clock;
  private final Map<String, Request> open = new ConcurrentHashMap<>();

  /**
   * @param account whose positions are asked for, as the venue calls it
   */
  Positions(
      OutgoingMessages messages,
      Channel channel,
      String venue,
      String account,
      Duration patience,
      InstantSource clock) {
    this.messages = messages;
    this.channel = channel;
    this.venue = venue;
    this.account = account;
    this.patience = patience;
    this.clock = clock;
  }

  /** Fails with VENUE_UNAVAILABLE where there is no whole answer. */
  Uni<List<Holding>> ask() {
    if (!channel.isUp() || open.size() >= OPEN_MAX) {
      return Uni.createFrom().failure(unavailable());
    }
    String id = UUID.randomUUID().toString();
    Request request = new Request();
    open.put(id, request);
    Instant latest = clock.instant().plus(patience);
    CompletableFuture<List<Holding>> answer =
        request.answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    return channel
        .send(messages.requestForPositions(id), latest)
        .chain(
            sent ->
                sent
                    ? Uni.createFrom().completionStage(answer).emitOn(channel.loop())
                    : Uni.createFrom().<List<Holding>>failure(unavailable()))
        .onFailure(failure -> !(failure instanceof TradingException))
        .transform(failure -> unavailable())
        .onTermination()
        .invoke(() -> open.remove(id));
  }

  /** Messages about positions, in their order. */
  void take(List<PositionReport> reports) {
    for (PositionReport report : reports) {
      if (report.request().isEmpty()) {
        // A refusal of the session names what it refuses by a number alone.
        open.values().forEach(request -> request.take(report));
      } else {
        Optional.ofNullable(open.get(report.request())).ifPresent(request -> request.take(report));
      }
    }
  }

  /** What has come of one so far. Called by one thread after the other. */
  private final class Request {
    private final CompletableFuture<List<Holding>> answer = new CompletableFuture<>();
    private final Map<String, PositionReport> reports = new HashMap<>();

    /** The most that was announced: some say of each report that it is one. */
    private int total = -1;

    synchronized void take(PositionReport report) {
      String why =
          report.account().isEmpty() || report.account().equals(account)
              ? report.refusal()
              : "a report is about another account";
      if (why != null) {
        Log.warnf("the venue does not state positions venue=%s: %s", venue, why);
        answer.completeExceptionally(unavailable());
        return;
      }
      Integer announced = report.total();
      total = announced == null ? total : Math.max(total, announced);
      String id = report.id();
      if (id != null) {
        reports.put(id, report);
      }
      if (total >= 0 && reports.size() >= total) {
        answer.complete(holdings());
      }
    }

    private List<Holding> holdings() {
      Map<String, Quantity> sums = new TreeMap<>();
      for (PositionReport report : reports.values()) {
        sums.merge(report.symbol(), report.qty(), Quantity::plus);
      }
      List<Holding> held = new ArrayList<>();
      sums.forEach(
          (symbol, qty) -> {
            if (!qty.isZero()) {
              held.add(new Holding(symbol, null, qty, null));
            }
          });
      return held;
    }
  }

  private static TradingException unavailable() {
    return new TradingException(Reason.VENUE_UNAVAILABLE);
  }
}
