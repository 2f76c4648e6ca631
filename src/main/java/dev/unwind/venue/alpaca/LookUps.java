// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.EnteredOrders.Told;
import dev.unwind.venue.alpaca.order.LiveTurn;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker what has become of every order that the ledger holds as live, and tells it, and
 * what others have entered. One that cannot be told keeps none back, and none comes first each
 * time.
 */
final class LookUps {
  /** More than all pages of a look-up have: one that is forgotten is waited for anew, for ever. */
  private static final int UNTOLD_MAX = 50_000;

  /** Asked for in a row, and told together. */
  private static final int TOGETHER_MAX = 50;

  /** However slow the broker is: the stream waits meanwhile. */
  private static final Duration TOGETHER_WITHIN = Duration.ofSeconds(5);

  private static final int GIVEN_WAY_MAX = 3;

  /** So long one of a list is waited for that cannot be told; then it is a difference. */
  static final Duration WAITED_FOR = Duration.ofMinutes(5);

  private final LinkParts parts;
  private final LiveTurn turn;
  private final Function<List<VenueReport>, Uni<Void>> deliver;
  private final BooleanSupplier isStreamWaiting;
  private final BooleanSupplier isTold;
  private final InstantSource clock;

  /** Since when each cannot be told, the one first that was listed longest ago. */
  private final Map<UUID, Untold> untold = new LinkedHashMap<>();

  private final Set<UUID> asked = new HashSet<>();
  private volatile Set<UUID> missingBefore = Set.of();

  /** How often in a row the stream came first. */
  private int givenWay;

  /** When the last one began, if it has told all. */
  private @Nullable Instant toldFrom;

  private record Untold(Instant since, boolean isSaid) {}

  /**
   * @param isStreamWaiting whether the stream has told what waits until this is over
   * @param isTold whether it tells everything, and nothing of it is missing
   */
  LookUps(
      LinkParts parts,
      VenueLedger ledger,
      InstantSource clock,
      Function<List<VenueReport>, Uni<Void>> deliver,
      BooleanSupplier isStreamWaiting,
      BooleanSupplier isTold) {
    this.parts = parts;
    this.isStreamWaiting = isStreamWaiting;
    this.isTold = isTold;
    this.clock = clock;
    turn = new LiveTurn(ledger, parts.open().most());
    this.deliver = deliver;
  }

  /**
   * Unless all are asked for, one that does not work any more is when it is so for the second time.
   *
   * @param lists by which lists are asked for
   * @return whether the broker has told everything
   */
  Uni<Boolean> live(boolean isAll, BrokerCalls lists) {
    AccountId account = parts.account().account().orElse(null);
    if (account == null || !parts.lease().isHeld()) {
      return Uni.createFrom().item(false);
    }
    Instant begun = clock.instant();
    return live(account, isAll, lists).invoke(whole -> told(begun, isAll, whole));
  }

  /** One that leaves out what is missing for the first time has told what was so before it. */
  private synchronized void told(Instant begun, boolean isAll, boolean isWhole) {
    Instant upTo = isAll ? begun : toldFrom;
    toldFrom = isWhole ? begun : null;
    if (isWhole && upTo != null) {
      parts.coverage().told(upTo);
    }
  }

  private Uni<Boolean> live(AccountId account, boolean isAll, BrokerCalls lists) {
    return turn.page(account)
        .chain(
            page ->
                // What was replaced meanwhile comes before what has taken its place and works.
                parts
                    .since()
                    .readOn(
                        account,
                        lists,
                        !isAll && isTold.getAsBoolean(),
                        list -> listed(account, page.inDoubt(), list).map(Listed::isWhole))
                    .onFailure()
                    .invoke(
                        failure -> Log.debugf("not read on venue=%s: %s", parts.name(), failure))
                    .onFailure()
                    .recoverWithItem(false)
                    .chain(
                        all ->
                            working(account, page, isAll, lists)
                                .map(whole -> whole && all && page.isWhole())));
  }

  private Uni<Boolean> working(
      AccountId account, LiveTurn.Page page, boolean isAll, BrokerCalls lists) {
    Set<UUID> live = new LinkedHashSet<>();
    page.live().forEach(each -> live.add(each.key()));
    Set<UUID> inDoubt = page.inDoubt();
    Set<UUID> missing = new LinkedHashSet<>(live);
    AtomicBoolean isWhole = new AtomicBoolean(true);
    return parts
        .open()
        .each(
            lists,
            list ->
                listed(account, live, list)
                    .invoke(
                        told -> {
                          missing.removeAll(told.keys());
                          isWhole.compareAndSet(true, told.isWhole());
                        })
                    .replaceWithVoid())
        .chain(
            extent -> {
              if (!extent.isAnswered()) {
                return Uni.createFrom().item(false);
              }
              // Whoever has sent them asks for them.
              missing.removeAll(inDoubt);
              List<UUID> sought =
                  missing.stream().filter(key -> isAll || missingBefore.contains(key)).toList();
              missingBefore = missing;
              return each(account, page, inTurn(sought), isAll, isWhole.get());
            });
  }

  /**
   * @param keys of all of the list
   * @param isWhole whether each that is still waited for was told
   */
  private record Listed(Set<UUID> keys, boolean isWhole) {}

  /** Tells what has become of those that are live, and of those that the ledger does not have. */
  private Uni<Listed> listed(AccountId account, Set<UUID> live, JsonArray orders) {
    return parts
        .entered()
        .of(account, orders)
        .chain(
            list -> {
              Set<UUID> keys = new HashSet<>();
              Set<UUID> failed = new HashSet<>(list.untold());
              list.told().forEach(told -> keys.add(told.key()));
              List<Told> wanted =
                  list.told().stream()
                      .filter(told -> told.entered() != null || isNews(told, live))
                      .toList();
              return tell(account, wanted, failed).map(done -> new Listed(keys, isEnough(failed)));
            });
  }

  private boolean isNews(Told told, Set<UUID> live) {
    if (parts.known().isSaidToWork(told.key(), told.order())) {
      told(told.key());
      return false;
    }
    return live.contains(told.key());
  }

  /** Together as far as that can be, then each of the rest. */
  private Uni<Void> tell(AccountId account, List<Told> all, Set<UUID> failed) {
    return together(account, all.stream().filter(told -> told.entered() == null).toList())
        .onFailure()
        .invoke(failure -> Log.debugf("told one by one venue=%s: %s", parts.name(), failure))
        .onFailure()
        .recoverWithItem(Set.of())
        .onItem()
        .transformToMulti(
            done -> Multi.createFrom().iterable(all).filter(told -> !done.contains(told.key())))
        .onItem()
        .transformToUniAndConcatenate(told -> tell(account, told, failed))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /**
   * @return the keys of those that were told
   */
  private Uni<Set<UUID>> together(AccountId account, List<Told> all) {
    return all.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : parts
            .reports()
            .together(account, all)
            .chain(
                plain ->
                    deliver
                        .apply(plain.values().stream().flatMap(List::stream).toList())
                        .invoke(() -> plain.keySet().forEach(this::told))
                        .replaceWith(plain.keySet()));
  }

  /** One that belongs to another that could not be told is not either: it would be taken amiss. */
  private Uni<Void> tell(AccountId account, Told told, Set<UUID> failed) {
    ExecutionReport.Entered entered = told.entered();
    if (entered != null && isBehind(entered.order(), failed)) {
      failed.add(told.key());
      return Uni.createFrom().voidItem();
    }
    return tell(account, told)
        .invoke(() -> told(told.key()))
        .onFailure()
        .invoke(
            failure -> {
              failed.add(told.key());
              Log.debugf("an order could not be told venue=%s: %s", parts.name(), failure);
            })
        .onFailure()
        .recoverWithNull();
  }

  private static boolean isBehind(EnteredOrder order, Set<UUID> failed) {
    return Stream.of(order.replaces(), order.pair(), order.parent())
        .filter(Objects::nonNull)
        .anyMatch(failed::contains);
  }

  private Uni<Void> tell(AccountId account, Told told) {
    return parts
        .entered(account, told)
        .chain(() -> parts.reports().of(account, told))
        .chain(reports -> deliver.apply(reports));
  }

  private synchronized void told(UUID key) {
    untold.remove(key);
  }

  /** Whether none of these is waited for any more. */
  private synchronized boolean isEnough(Set<UUID> failed) {
    Instant now = clock.instant();
    boolean isEnough = true;
    for (UUID key : failed) {
      Untold before = untold.remove(key);
      Instant since = before == null ? now : before.since();
      boolean isSaid = before != null && before.isSaid();
      boolean isOver = !since.plus(WAITED_FOR).isAfter(now);
      isEnough &= isOver;
      untold.put(key, new Untold(since, isSaid || isOver));
      if (isOver && !isSaid) {
        Log.warnf(
            "an order cannot be told, what it changes is a difference venue=%s order=%s",
            parts.name(), key);
      }
    }
    while (untold.size() > UNTOLD_MAX) {
      untold.remove(untold.keySet().iterator().next());
    }
    return isEnough;
  }

  /** Those first that were not asked for since the others were. */
  private synchronized List<UUID> inTurn(List<UUID> keys) {
    asked.retainAll(keys);
    List<UUID> first = new ArrayList<>(keys);
    first.removeIf(asked::contains);
    if (first.isEmpty()) {
      asked.clear();
      return keys;
    }
    keys.stream().filter(asked::contains).forEach(first::add);
    return first;
  }

  private synchronized void isAsked(UUID key) {
    asked.add(key);
  }

  /**
   * Those that do not work any more are asked for one by one, as far as the limit allows, and told
   * together. Unless all are, what the stream has told comes first: it may be of these.
   *
   * @param isWhole whether the broker has answered all before
   */
  private Uni<Boolean> each(
      AccountId account, LiveTurn.Page page, List<UUID> keys, boolean isAll, boolean isWhole) {
    if (keys.isEmpty()) {
      turn.asked(page);
      return Uni.createFrom().item(isWhole);
    }
    if (givesWay(isAll)) {
      return Uni.createFrom().item(false);
    }
    Found found = new Found();
    Set<UUID> failed = new HashSet<>();
    return find(keys, 0, clock.instant().plus(TOGETHER_WITHIN), found)
        .call(() -> tell(account, found.told, failed))
        .chain(
            asked -> {
              keys.subList(0, asked).forEach(this::isAsked);
              boolean isTold = found.isWhole && isEnough(failed);
              return found.isCutShort
                  ? Uni.createFrom().item(false)
                  : each(account, page, keys.subList(asked, keys.size()), isAll, isWhole && isTold);
            });
  }

  /** Not again and again: what the stream has lost would never be looked up. */
  private synchronized boolean givesWay(boolean isAll) {
    if (isAll || !isStreamWaiting.getAsBoolean() || ++givenWay > GIVEN_WAY_MAX) {
      givenWay = 0;
      return false;
    }
    return true;
  }

  /** What some were found to be. */
  private static final class Found {
    private final List<Told> told = new ArrayList<>();

    /** Whether the broker has answered each, or is not waited for any more. */
    private boolean isWhole = true;

    /** Whether the limit allows no more now. */
    private boolean isCutShort;
  }

  /**
   * @param until what is found by then is told before the rest is asked for
   * @return how many were asked for
   */
  private Uni<Integer> find(List<UUID> keys, int from, Instant until, Found found) {
    boolean isLate = from > 0 && !clock.instant().isBefore(until);
    if (from >= Math.min(TOGETHER_MAX, keys.size()) || isLate) {
      return Uni.createFrom().item(from);
    }
    return find(keys.get(from), found)
        .invoke(isAnswered -> found.isWhole &= isAnswered)
        .chain(
            () ->
                found.isCutShort
                    ? Uni.createFrom().item(from)
                    : find(keys, from + 1, until, found));
  }

  /**
   * @return whether the broker has answered, or is not waited for any more
   */
  private Uni<Boolean> find(UUID key, Found found) {
    return parts
        .keys()
        .find(key, parts.calls().looking())
        .map(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order == null) {
                found.isCutShort = answer instanceof BrokerAnswer.NotSent;
                return answer instanceof BrokerAnswer.Answered given
                    && (given.isAbsent() || given.isSuccess() && isEnough(Set.of(key)));
              }
              parts.known().note(key, order.id());
              found.told.add(new Told(key, order, null));
              return true;
            })
        .onFailure()
        .invoke(
            failure ->
                Log.debugf("an order could not be found venue=%s: %s", parts.name(), failure))
        .onFailure()
        .recoverWithItem(() -> isEnough(Set.of(key)));
  }
}
