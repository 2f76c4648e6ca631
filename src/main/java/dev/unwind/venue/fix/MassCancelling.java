// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.venue.fix.KnownOrders.CancelTry;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.MassCancelId;
import dev.unwind.venue.fix.session.MsgType;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Cancels all orders of an instrument on one side by one request, where the venue has that and no
 * other order of ours works there. Each of them is a try of its own to cancel its order; one that
 * does not go out, or is refused, is followed by one that is sent alone.
 */
final class MassCancelling {
  private static final int LEAST = 2;

  private final OrderRows orders;
  private final OutgoingMessages messages;
  private final Channel channel;
  private final Doubt doubt;
  private final FixSettings settings;
  private final InstantSource clock;
  private volatile boolean refused;

  MassCancelling(
      OrderRows orders,
      OutgoingMessages messages,
      Channel channel,
      Doubt doubt,
      FixSettings settings,
      InstantSource clock) {
    this.orders = orders;
    this.messages = messages;
    this.channel = channel;
    this.doubt = doubt;
    this.settings = settings;
    this.clock = clock;
  }

  /** The venue does not take such requests, whatever was configured. */
  void refused() {
    if (!refused) {
      Log.warnf(
          "mass cancels are refused; orders are cancelled one by one venue=%s", settings.name());
    }
    refused = true;
  }

  /** The instrument and the side that a request is about. */
  private record Book(String symbol, String side) {}

  /** Sends what can be sent together; what cannot is left to be cancelled one by one. */
  Uni<Void> begin(Collection<Standing> asked) {
    if (!settings.massCancel() || refused || !channel.isUp()) {
      return Uni.createFrom().voidItem();
    }
    Map<Book, List<Standing>> books = new LinkedHashMap<>();
    for (Standing row : asked) {
      if (row.hasLeft() && !row.status().isFinal() && !doubt.hasNotArrived(row)) {
        books.computeIfAbsent(new Book(row.symbol(), row.side()), k -> new ArrayList<>()).add(row);
      }
    }
    List<List<Standing>> together =
        books.values().stream()
            .filter(of -> of.size() >= LEAST && of.size() <= MassCancelId.MOST)
            .toList();
    return Multi.createFrom()
        .iterable(together)
        .onItem()
        .transformToUniAndConcatenate(this::send)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> send(List<Standing> rows) {
    Instant now = clock.instant();
    return orders
        .lastCancels(rows.stream().map(Standing::key).toList())
        .chain(
            last ->
                last.values().stream().anyMatch(one -> Cancelling.isAwaited(one, now))
                    ? Uni.createFrom().voidItem()
                    : send(rows, last, now));
  }

  private Uni<Void> send(List<Standing> rows, Map<UUID, CancelTry> last, Instant now) {
    Map<UUID, Integer> tries =
        rows.stream().collect(Collectors.toMap(Standing::key, row -> next(last, row)));
    Standing first = rows.get(0);
    String id = messages.id(first.key(), MsgType.MASS_CANCEL, tries.getOrDefault(first.key(), 1));
    return orders
        .insertCancels(id, tries, now)
        .chain(
            () -> channel.send(messages.massCancel(first, id), now.plus(settings.requestTimeout())))
        .replaceWithVoid();
  }

  private static int next(Map<UUID, CancelTry> last, Standing row) {
    CancelTry before = last.get(row.key());
    return before == null ? 1 : before.number() + 1;
  }
}
