// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.event.LogSearch;
import dev.unwind.dialect.unwind.event.UnwindEventCursor.Place;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page over the logs of several accounts, one after the other. Accounts whose server does not
 * answer are passed over; the cursor keeps from where on, by shard, and a later page tells what
 * they had to tell before it goes on with the others.
 */
final class UnwindEventWalk {
  /**
   * An account whose turn it is.
   *
   * @param key by which accounts are in order
   * @param shard 0 where its server cannot be passed over
   */
  record Turn(long key, AccountId account, long shard, UnwindEventPages.Asked asked) {}

  /**
   * Some of them.
   *
   * @param last above which key there may be others; null where there are none
   */
  record Batch(List<Turn> turns, @Nullable Long last) {}

  /** Tells whose turn it is. */
  interface Accounts {
    /**
     * @param below null for all
     * @param shard null for all
     */
    Uni<Batch> within(long above, @Nullable Long below, @Nullable Long shard);
  }

  /** Fails where the log behind an event was dropped. */
  interface Kept {
    Uni<Void> require(AccountId account, long after);
  }

  /** How many events are given, how many are looked at for that, and of how many accounts. */
  record Limits(int events, int examined, int accounts) {}

  private final LogSearch log;
  private final AccountScope scope;
  private final Kept kept;
  private final Accounts accounts;
  private final int limit;
  private final List<LedgerEvent> events = new ArrayList<>();
  private final SortedMap<Long, Place> away;

  /** Shards whose server has not answered for this page. */
  private final Set<Long> silent = new HashSet<>();

  private int examined;
  private int looks;
  private int late;
  private Place place;
  private boolean over;
  private boolean full;

  UnwindEventWalk(
      LogSearch log,
      AccountScope scope,
      Kept kept,
      Accounts accounts,
      Limits limits,
      UnwindEventCursor from) {
    this.log = log;
    this.scope = scope;
    this.kept = kept;
    this.accounts = accounts;
    limit = limits.events();
    examined = limits.examined();
    looks = limits.accounts();
    away = new TreeMap<>(from.away());
    Place begin = from.place();
    over = begin == null;
    place = begin == null ? Place.START : begin;
  }

  Uni<Void> go() {
    // The account of the cursor comes once more, for it may have more to tell.
    return late(List.copyOf(away.keySet()).iterator())
        .chain(() -> full || over ? Uni.createFrom().voidItem() : goOn(place.account() - 1));
  }

  List<LedgerEvent> events() {
    return events;
  }

  /** How many of the first events come late. */
  int late() {
    return late;
  }

  /** Whether some server has not answered. */
  boolean away() {
    return !silent.isEmpty();
  }

  /** Where the next page begins; null where there is none. */
  @Nullable UnwindEventCursor rest() {
    return over && away.isEmpty() ? null : new UnwindEventCursor(over ? null : place, away);
  }

  private Uni<Void> goOn(long above) {
    return walk(new Stretch(null, null, this::look, () -> full), above)
        .invoke(isAtItsEnd -> over = isAtItsEnd)
        .replaceWithVoid();
  }

  /**
   * What is walked.
   *
   * @param below null for all
   * @param shard null for all
   * @param ends whether it goes no further although there is more
   */
  private record Stretch(
      @Nullable Long below,
      @Nullable Long shard,
      Function<Turn, Uni<Void>> look,
      BooleanSupplier ends) {}

  /** Gives whether it has come to its end. */
  private Uni<Boolean> walk(Stretch stretch, long above) {
    Long below = stretch.below();
    if (stretch.ends().getAsBoolean() || (below != null && above >= below - 1)) {
      return Uni.createFrom().item(!stretch.ends().getAsBoolean());
    }
    return accounts
        .within(above, below, stretch.shard())
        .chain(batch -> each(batch, stretch.look()).replaceWith(batch))
        .chain(
            batch -> {
              Long last = batch.last();
              return last == null
                  ? Uni.createFrom().item(!stretch.ends().getAsBoolean())
                  : walk(stretch, last);
            });
  }

  private static Uni<Void> each(Batch batch, Function<Turn, Uni<Void>> look) {
    return Multi.createFrom()
        .iterable(batch.turns())
        .onItem()
        .transformToUniAndConcatenate(look::apply)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> look(Turn turn) {
    if (full || away.containsKey(turn.shard())) {
      return Uni.createFrom().voidItem();
    }
    long after = turn.key() == place.account() ? place.seq() : 0;
    return found(turn, after)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return passOver(turn.shard(), new Place(turn.key(), after));
              }
              place = add(turn, found.get());
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Optional<LogSearch.Found>> found(Turn turn, long after) {
    LogSearch.Wanted wanted =
        turn.asked().of(turn.account(), after, limit - events.size(), examined);
    Uni<Optional<LogSearch.Found>> found =
        turn.shard() == 0
            ? log.search(scope, wanted).map(Optional::of)
            : log.searchIfThere(scope, wanted);
    // Afterwards: what is dropped while the page is read would be missing in it.
    return after == 0
        ? found
        : found.call(
            there ->
                there.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : kept.require(turn.account(), after));
  }

  /** One account, as far as it was looked at. */
  private Place add(Turn turn, LogSearch.Found found) {
    events.addAll(found.events());
    examined -= found.examined();
    looks--;
    full = found.more() || events.size() >= limit || examined <= 0 || looks <= 0;
    return new Place(turn.key(), found.next());
  }

  /** All of a server, from here on; what of it was passed over before has its place. */
  private Uni<Void> passOver(long shard, Place from) {
    return silence(shard)
        .invoke(all -> all.forEach(each -> away.putIfAbsent(each, from)))
        .replaceWithVoid();
  }

  private Uni<Set<Long>> silence(long shard) {
    return log.beside(shard)
        .map(
            others -> {
              Set<Long> all = new HashSet<>(others);
              all.add(shard);
              silent.addAll(all);
              return all;
            });
  }

  private Uni<Void> late(Iterator<Long> shards) {
    if (full || !shards.hasNext()) {
      return Uni.createFrom().voidItem();
    }
    long shard = shards.next();
    return lateOf(shard).chain(() -> late(shards));
  }

  private Place place(long shard) {
    return away.getOrDefault(shard, Place.START);
  }

  /** What was passed over is before the place at which all the others are. */
  private Uni<Void> lateOf(long shard) {
    Long below = over ? null : place.account();
    BooleanSupplier ends = () -> full || silent.contains(shard);
    return walk(new Stretch(below, shard, this::lookLate, ends), place(shard).account() - 1)
        .invoke(
            isAtItsEnd -> {
              if (isAtItsEnd) {
                away.remove(shard);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> lookLate(Turn turn) {
    if (full || silent.contains(turn.shard())) {
      return Uni.createFrom().voidItem();
    }
    Place from = place(turn.shard());
    return found(turn, turn.key() == from.account() ? from.seq() : 0)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return silence(turn.shard()).replaceWithVoid();
              }
              away.put(turn.shard(), add(turn, found.get()));
              late = events.size();
              return Uni.createFrom().voidItem();
            });
  }
}
