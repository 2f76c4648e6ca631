// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.venue.fix.session.MassCancelId;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a batch of messages is about, as it stands while they are read one after the other. */
final class KnownOrders {
  /** How many replacements of an order are followed. */
  static final int REPLACEMENTS_MAX = 100;

  private final Map<UUID, Standing> byKey;
  private final Map<String, UUID> byId = new HashMap<>();
  private final Map<Sent, UUID> byNumber = new HashMap<>();
  private final Map<String, CancelTry> cancels = new HashMap<>();
  private final Map<Sent, String> cancelsByNumber;
  private final Map<UUID, Standing> changed = new LinkedHashMap<>();
  private final Set<String> answered = new HashSet<>();

  /** Under what something went out: numbers begin anew with a generation. */
  record Sent(long generation, int number) {}

  /**
   * One try to cancel an order.
   *
   * @param key of the order
   * @param number of the try, from 1
   * @param hasLeft whether it went out
   * @param gapFilled whether the other side was told to pass over it
   */
  record CancelTry(
      String clOrdId,
      UUID key,
      int number,
      boolean hasLeft,
      boolean gapFilled,
      boolean answered,
      Instant sentAt) {
    static CancelTry of(Row row) {
      return new CancelTry(
          row.getString("cl_ord_id"),
          row.getUUID("key"),
          row.getInteger("try"),
          row.getInteger("seq") != null,
          row.getBoolean("gap_filled"),
          row.getBoolean("answered"),
          row.getOffsetDateTime("sent_at").toInstant());
    }

    /** Whether its answer may still come. */
    boolean isUnderWay(Instant since) {
      return hasLeft && !gapFilled && !answered && sentAt.isAfter(since);
    }
  }

  KnownOrders(
      Map<UUID, Standing> orders, List<CancelTry> tries, Map<Sent, String> cancelsByNumber) {
    byKey = new HashMap<>(orders);
    this.cancelsByNumber = Map.copyOf(cancelsByNumber);
    for (Standing standing : orders.values()) {
      byId.put(standing.clOrdId(), standing.key());
      Long of = standing.generation();
      Integer number = standing.seq();
      if (of != null && number != null) {
        byNumber.put(new Sent(of, number), standing.key());
      }
    }
    tries.forEach(one -> cancels.put(one.clOrdId(), one));
  }

  Optional<Standing> order(String clOrdId) {
    return Optional.ofNullable(byId.get(clOrdId)).map(byKey::get);
  }

  Optional<Standing> order(UUID key) {
    return Optional.ofNullable(byKey.get(key));
  }

  Optional<Standing> order(Sent number) {
    return Optional.ofNullable(byNumber.get(number)).map(byKey::get);
  }

  Optional<CancelTry> cancel(String clOrdId) {
    return Optional.ofNullable(cancels.get(clOrdId));
  }

  Optional<CancelTry> cancel(Sent number) {
    return Optional.ofNullable(cancelsByNumber.get(number)).map(cancels::get);
  }

  /** Cancels that have gone out with one request. */
  List<CancelTry> together(String request) {
    return cancels.values().stream()
        .filter(one -> !one.clOrdId().equals(request))
        .filter(one -> MassCancelId.request(one.clOrdId()).equals(request))
        .toList();
  }

  /** Of orders, or of what they replace or are cancelled by. */
  Set<UUID> keys(Set<String> ids) {
    Set<UUID> keys = new HashSet<>();
    for (String id : ids) {
      order(id)
          .or(() -> cancel(id).flatMap(one -> order(one.key())))
          .map(Standing::key)
          .ifPresent(keys::add);
    }
    return keys;
  }

  /** The order that works in the place of this one by now. */
  Standing last(Standing first) {
    Standing at = first;
    for (int i = 0; i < REPLACEMENTS_MAX; i++) {
      UUID next = at.replacedBy();
      Standing following = next == null ? null : byKey.get(next);
      if (following == null) {
        break;
      }
      at = following;
    }
    return at;
  }

  void put(Standing standing) {
    byKey.put(standing.key(), standing);
    changed.put(standing.key(), standing);
  }

  void answered(CancelTry cancel) {
    answered.add(cancel.clOrdId());
  }

  Collection<Standing> changed() {
    return new ArrayList<>(changed.values());
  }

  Set<String> answered() {
    return Set.copyOf(answered);
  }
}
