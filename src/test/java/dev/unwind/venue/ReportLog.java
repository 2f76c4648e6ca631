// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything that a venue says, in answers and in deliveries, and acknowledges it unless told
 * not to.
 */
public final class ReportLog implements ReportSink {
  private final List<VenueReport> received = new ArrayList<>();
  private final Map<UUID, VenueMark> told = new ConcurrentHashMap<>();
  private volatile boolean acknowledges = true;
  private volatile Duration pace = Duration.ZERO;
  private int tradedTogether;

  @Override
  public Uni<Void> deliver(ExecutionVenue venue, List<VenueReport> reports) {
    add(reports);
    Uni<Void> recorded =
        pace.isZero()
            ? Uni.createFrom().voidItem()
            : Uni.createFrom().voidItem().onItem().delayIt().by(pace);
    return acknowledges ? recorded.chain(() -> venue.acknowledge(ids(reports))) : recorded;
  }

  @Override
  public Uni<Void> follow(ExecutionVenue venue, List<VenueMark> marks) {
    marks.forEach(mark -> told.put(mark.key(), mark));
    return Uni.createFrom().voidItem();
  }

  /** How far the venue has said last that a trailing stop has come. */
  public @Nullable VenueMark mark(UUID key) {
    return told.get(key);
  }

  /** How long recording one delivery takes from now on. */
  public void pace(Duration value) {
    pace = value;
  }

  /** Takes what travelled with answers. */
  public void take(ExecutionVenue venue, Collection<VenueOutcome> outcomes) {
    for (VenueOutcome outcome : outcomes) {
      if (outcome instanceof VenueOutcome.Accepted accepted) {
        deliver(venue, accepted.reports()).await().indefinitely();
      }
    }
  }

  public void acknowledges(boolean value) {
    acknowledges = value;
  }

  /** The keys that anything was told about. */
  public synchronized Set<UUID> keys() {
    return received.stream().map(r -> r.report().orderKey()).collect(Collectors.toSet());
  }

  /** Every report about a key, as often as it came, in the order in which it came. */
  public synchronized List<ExecutionReport> all(UUID key) {
    return received.stream()
        .map(VenueReport::report)
        .filter(r -> r.orderKey().equals(key))
        .toList();
  }

  /** Every different report about a key. */
  public List<ExecutionReport> of(UUID key) {
    return all(key).stream().distinct().toList();
  }

  public <R extends ExecutionReport> List<R> of(UUID key, Class<R> kind) {
    return of(key).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What a key has traded, each execution counted once. */
  public Quantity traded(UUID key) {
    return of(key, ExecutionReport.Trade.class).stream()
        .map(ExecutionReport.Trade::qty)
        .reduce(Quantity.ZERO, Quantity::plus);
  }

  /** Of how many orders trades came in one delivery, at most. */
  public synchronized int tradedTogether() {
    return tradedTogether;
  }

  private synchronized void add(List<VenueReport> reports) {
    received.addAll(reports);
    long traded =
        reports.stream()
            .map(VenueReport::report)
            .filter(ExecutionReport.Trade.class::isInstance)
            .map(ExecutionReport::orderKey)
            .distinct()
            .count();
    tradedTogether = Math.max(tradedTogether, (int) traded);
  }

  private static Set<UUID> ids(List<VenueReport> reports) {
    return reports.stream().map(VenueReport::id).collect(Collectors.toCollection(HashSet::new));
  }
}
