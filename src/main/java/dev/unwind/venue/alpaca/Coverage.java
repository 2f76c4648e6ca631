// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueLedger.Reduction;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the broker holds what is to be taken off a position. The ledger is read before the
 * statement: what trades in between is counted twice rather than not at all. So what is short at
 * first is looked at again, and believed when it has been so for a while, in which the broker has
 * told what has become of orders, also of one of ours of which it is not known whether it has
 * arrived.
 */
final class Coverage {
  private static final int MOST = 50_000;

  /** How old a statement may be for orders that were given before it was asked for. */
  private static final Duration SERVES_WAITING = Duration.ofSeconds(1);

  /** How old a statement may be where another request would be one order less. */
  private static final Duration SERVES_AGAIN = Duration.ofSeconds(5);

  /** The same while what others trade is told as it happens. */
  private static final Duration SERVES_WHILE_TOLD = Duration.ofSeconds(10);

  /** One that nobody has looked at for so long is not known to be short any more. */
  private static final Duration KNOWN_FOR = Duration.ofMinutes(5);

  /** Where the broker never tells all. */
  private static final Duration BELIEVED_ANYWAY_AFTER = LookUps.WAITED_FOR;

  private final BoundAccount account;
  private final VenueLedger ledger;
  private final BrokerCalls calls;
  private final RequestBudget budget;
  private final InstantSource clock;
  private final Duration settling;
  private final Duration believedAfter;
  private final BooleanSupplier isTold;
  private @Nullable Stated last;
  private @Nullable Asked underWay;

  /** Only what was asked for since serves. */
  private Instant servesFrom = Instant.MIN;

  /** What was stated, if it was, and when it was asked for. */
  private record Stated(Optional<HeldThere> held, Instant at) {}

  /** A statement that is asked for, and since when. */
  private record Asked(Instant at, Uni<Optional<HeldThere>> answer) {}

  /**
   * Orders that the broker has held too little for; those first that were looked at longest ago.
   */
  private final Map<UUID, Short> shorts = new LinkedHashMap<>();

  /** Before which the broker has told all that has become of orders. */
  private Instant toldUpTo = Instant.MIN;

  /**
   * @param since when it was first found to be so, without having been covered when looked at since
   * @param lookedAt when it was looked at for the last time
   */
  private record Short(Instant since, Instant lookedAt) {
    boolean isKnown(Instant now) {
      return lookedAt.plus(KNOWN_FOR).isAfter(now) && !lookedAt.isAfter(now);
    }
  }

  /**
   * @param settling how long the broker may take to tell how an order has traded
   * @param lookUp how often it is asked what has become of orders
   * @param isTold whether the broker tells what happens there, and has told all until now
   */
  Coverage(
      BoundAccount account,
      VenueLedger ledger,
      BrokerCalls calls,
      RequestBudget budget,
      InstantSource clock,
      Duration settling,
      Duration lookUp,
      BooleanSupplier isTold) {
    this.account = account;
    this.ledger = ledger;
    this.calls = calls;
    this.budget = budget;
    this.clock = clock;
    this.settling = settling;
    believedAfter = settling.plus(lookUp);
    this.isTold = isTold;
  }

  /**
   * Why an order must not go out.
   *
   * @param isBelieved whether it must not at all; otherwise it is to be looked at again
   * @param stated what both hold of the position; null where the broker does not say
   */
  record Shortfall(String text, boolean isBelieved, ExecutionReport.@Nullable Stated stated) {}

  /** Those of these that must not go out, by their keys; what goes out anyway is not among them. */
  Uni<Map<UUID, Shortfall>> shortfalls(
      List<VenueOrder> orders, Map<InstrumentId, Instrument> instruments) {
    Map<UUID, VenueOrder> byKey = new HashMap<>();
    for (VenueOrder order : orders) {
      if (account.isServed(order.account()) && instruments.containsKey(order.instrument())) {
        byKey.put(order.key(), order);
      }
    }
    AccountId served = account.account().orElse(null);
    if (served == null || byKey.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    // What is told meanwhile is not in what was read before.
    Instant told = toldUpTo();
    return ledger
        .reductions(served, byKey.keySet())
        .chain(
            reductions ->
                reductions.isEmpty()
                    ? Uni.createFrom().item(Map.<UUID, Shortfall>of())
                    : stated(reductions, byKey, instruments)
                        .map(stated -> compare(reductions, byKey, instruments, stated, told)))
        .onFailure()
        .recoverWithItem(
            failure -> none(byKey.keySet(), "the ledger was not read: " + failure.getMessage()));
  }

  private static Map<UUID, Shortfall> none(Set<UUID> keys, String why) {
    return keys.stream()
        .collect(Collectors.toMap(Function.identity(), key -> new Shortfall(why, false, null)));
  }

  /**
   * What the broker holds: asked for, unless what it has stated a moment ago is what the ledger
   * holds of each of these positions now, with nothing else live. Whatever of ours had traded since
   * would be booked, and make the two differ. So a large close, which goes out in many batches,
   * asks now and then, and nothing that was given later goes by it unless the limit is short. One
   * that is asked for already serves in the same way.
   */
  private Uni<Optional<HeldThere>> stated(
      List<Reduction> reductions,
      Map<UUID, VenueOrder> orders,
      Map<InstrumentId, Instrument> instruments) {
    Instant now = clock.instant();
    Predicate<HeldThere> isOfNow =
        held -> reductions.stream().allMatch(r -> isStill(r, orders, instruments, held));
    Optional<HeldThere> known =
        last()
            .filter(stated -> serves(stated.at(), reductions, now))
            .flatMap(Stated::held)
            .filter(isOfNow);
    if (known.isPresent()) {
      return Uni.createFrom().item(known);
    }
    Asked other = underWay();
    return other != null && serves(other.at(), reductions, now)
        ? other
            .answer()
            .map(held -> held.filter(isOfNow))
            .chain(held -> held.isPresent() ? Uni.createFrom().item(held) : ask(clock.instant()))
        : ask(now);
  }

  private Uni<Optional<HeldThere>> ask(Instant now) {
    AtomicReference<@Nullable Asked> own = new AtomicReference<>();
    Uni<Optional<HeldThere>> answer =
        calls
            .positions()
            .map(HeldThere::of)
            .invoke(held -> keep(new Stated(held, now)))
            .onTermination()
            .invoke(() -> answered(own.get()))
            .memoize()
            .indefinitely();
    Asked asked = new Asked(now, answer);
    own.set(asked);
    begin(asked);
    return answer;
  }

  private synchronized @Nullable Asked underWay() {
    return underWay;
  }

  private synchronized void begin(Asked asked) {
    underWay = asked;
  }

  private synchronized void answered(@Nullable Asked asked) {
    if (asked == underWay) {
      underWay = null;
    }
  }

  private synchronized Optional<Stated> last() {
    return Optional.ofNullable(last);
  }

  /** Answers overtake each other: what was asked for later is newer. */
  private synchronized void keep(Stated stated) {
    Instant now = clock.instant();
    boolean isOvertaken =
        last()
            .filter(kept -> kept.at().isAfter(stated.at()) && !kept.at().isAfter(now))
            .isPresent();
    if (!isOvertaken) {
      last = stated;
    }
  }

  /**
   * @param asked when the statement was asked for
   */
  private boolean serves(Instant asked, List<Reduction> reductions, Instant now) {
    if (asked.isAfter(now) || !asked.isAfter(servesFrom())) {
      return false;
    }
    boolean isOfNow = asked.plus(SERVES_WAITING).isAfter(now);
    return isOfNow && reductions.stream().allMatch(r -> r.givenAt().isBefore(asked))
        || budget.isShort() && asked.plus(servesAgain()).isAfter(now);
  }

  /** Something has happened there that the ledger may never have: what was stated is over. */
  synchronized void forgetStated() {
    servesFrom = clock.instant();
  }

  private synchronized Instant servesFrom() {
    return servesFrom;
  }

  private Duration servesAgain() {
    return isTold.getAsBoolean() ? SERVES_WHILE_TOLD : SERVES_AGAIN;
  }

  private static boolean isStill(
      Reduction reduction,
      Map<UUID, VenueOrder> orders,
      Map<InstrumentId, Instrument> instruments,
      HeldThere held) {
    VenueOrder order = Objects.requireNonNull(orders.get(reduction.key()));
    Instrument instrument = Objects.requireNonNull(instruments.get(order.instrument()));
    return reduction.live().isZero()
        && !reduction.isBehind()
        && held.of(instrument).equals(reduction.held());
  }

  private Map<UUID, Shortfall> compare(
      List<Reduction> reductions,
      Map<UUID, VenueOrder> orders,
      Map<InstrumentId, Instrument> instruments,
      Optional<HeldThere> answer,
      Instant told) {
    HeldThere stated = answer.orElse(null);
    if (stated == null) {
      return none(
          reductions.stream().map(Reduction::key).collect(Collectors.toSet()),
          "the broker does not state its positions");
    }
    Map<UUID, Shortfall> shortfalls = new HashMap<>();
    for (Reduction reduction : reductions) {
      VenueOrder order = Objects.requireNonNull(orders.get(reduction.key()));
      Instrument instrument = Objects.requireNonNull(instruments.get(order.instrument()));
      Quantity there = stated.of(instrument);
      Quantity reducible = there.signum() == -reduction.side().sign() ? there.abs() : Quantity.ZERO;
      if (order.qty().isMoreThan(reducible.minus(reduction.live()))) {
        shortfalls.put(
            order.key(),
            new Shortfall(
                text(order, instrument, reduction, there),
                isBelieved(reduction, told),
                new ExecutionReport.Stated(reduction.held(), there)));
      } else {
        forget(order.key());
      }
    }
    return shortfalls;
  }

  private static String text(
      VenueOrder order, Instrument instrument, Reduction reduction, Quantity there) {
    return "the ledger holds %s of %s, the broker %s; other orders may take %s off it, this one %s"
        .formatted(reduction.held(), instrument.symbol(), there, reduction.live(), order.qty());
  }

  private synchronized boolean isBelieved(Reduction reduction, Instant told) {
    Instant now = clock.instant();
    UUID key = reduction.key();
    Short before = shorts.remove(key);
    Instant since = before != null && before.isKnown(now) ? before.since() : now;
    shorts.put(key, new Short(since, now));
    if (shorts.size() > MOST) {
      // Forgotten begins anew, which only takes longer.
      shorts.remove(shorts.keySet().iterator().next());
    }
    boolean isLasting = since.isBefore(now) && !since.plus(believedAfter).isAfter(now);
    boolean isSettled =
        !reduction.isInDoubt() && told.isAfter(since.plus(settling)) && !told.isAfter(now);
    return isLasting && (isSettled || !since.plus(BELIEVED_ANYWAY_AFTER).isAfter(now));
  }

  private synchronized Instant toldUpTo() {
    return toldUpTo;
  }

  /** The broker has told all that had become of orders by then. */
  synchronized void told(Instant upTo) {
    toldUpTo = upTo;
  }

  /** Whether an order waits because the broker is not known to hold enough for it. */
  synchronized boolean isAnyShort() {
    Instant now = clock.instant();
    shorts.values().removeIf(each -> !each.isKnown(now));
    return !shorts.isEmpty();
  }

  /** It is covered, or is over. */
  synchronized void forget(UUID key) {
    shorts.remove(key);
  }
}
