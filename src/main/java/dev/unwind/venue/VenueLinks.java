// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.ExecutionVenue;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The links of one kind, over a pool of their own, which there is only where there are links. */
public final class VenueLinks {
  private final List<VenueLink> links;
  private final @Nullable Pool pool;

  private VenueLinks(List<VenueLink> links, @Nullable Pool pool) {
    this.links = links;
    this.pool = pool;
  }

  /** A link for each of these settings. */
  public static <S> VenueLinks of(
      List<S> settings, Supplier<Pool> open, Function<Pool, Function<S, VenueLink>> make) {
    if (settings.isEmpty()) {
      return new VenueLinks(List.of(), null);
    }
    Pool pool = open.get();
    return new VenueLinks(settings.stream().map(make.apply(pool)).toList(), pool);
  }

  public List<ExecutionVenue> venues() {
    return links.stream().map(VenueLink::venue).toList();
  }

  public void start() {
    links.forEach(VenueLink::start);
  }

  /** Stops the links, then the pool, and waits for both. */
  public void stop(Duration patience) {
    Pool own = pool;
    if (own == null) {
      return;
    }
    Uni.join()
        .all(links.stream().map(VenueLink::stop).toList())
        .andCollectFailures()
        .ifNoItem()
        .after(patience)
        .fail()
        .onFailure()
        .recoverWithNull()
        .chain(own::close)
        .await()
        .atMost(patience.plus(patience));
  }
}
