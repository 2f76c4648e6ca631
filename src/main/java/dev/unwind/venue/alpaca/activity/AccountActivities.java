// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.activity;

import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the broker lists besides executions. An entry bears the day that it is of, not the moment in
 * which it was written, so that one may come to stand before others that were read: the last days
 * are read again and again, and what is known is left out by its id.
 */
public final class AccountActivities {
  /** How long after its day an entry may still be written. */
  private static final Duration LATE = Duration.ofDays(8);

  private static final Duration KEPT = Duration.ofDays(30);

  /** Of 100 entries. What lies behind would be booked later, on top of the opening that has it. */
  private static final int PAGES_MAX = 200;

  private static final int TOLD_MAX = 1000;

  private final String venue;
  private final BrokerCalls calls;
  private final NotedActivities noted;
  private final InstantSource clock;
  private final Set<String> warned = new HashSet<>();

  /** Of what was told last, by which entries it is told. */
  private volatile Map<String, Set<String>> legs = Map.of();

  public AccountActivities(String venue, BrokerCalls calls, Pool pool, InstantSource clock) {
    this.venue = venue;
    this.calls = calls;
    this.noted = new NotedActivities(pool, venue);
    this.clock = clock;
  }

  /**
   * What is listed now has happened before the account was bound. Fails with VENUE_UNAVAILABLE,
   * also where there is more than can be read.
   *
   * @return their ids
   */
  public Uni<Set<String>> begin(AccountId account) {
    return entries(null, 1, new ArrayList<>())
        .chain(
            all -> {
              Set<String> ids = all.stream().map(Entry::id).collect(Collectors.toSet());
              return ids.isEmpty()
                  ? Uni.createFrom().item(ids)
                  : note(account, ids).replaceWith(ids);
            });
  }

  /** What is not noted yet and can be understood; fails with VENUE_UNAVAILABLE. */
  public Uni<List<Activity>> fresh(AccountId account) {
    return entries(null, 1, new ArrayList<>())
        .chain(
            all -> {
              Set<String> ids = all.stream().map(Entry::id).collect(Collectors.toSet());
              return ids.isEmpty()
                  ? Uni.createFrom().item(List.of())
                  : noted.of(account, ids).chain(known -> fresh(account, all, known));
            });
  }

  private Uni<List<Activity>> fresh(AccountId account, List<Entry> all, Set<String> known) {
    List<Entry> fresh = all.stream().filter(entry -> !known.contains(entry.id())).toList();
    Understanding.Meaning meaning = Understanding.of(fresh);
    meaning.unread().forEach(this::warn);
    legs = meaning.legs();
    List<Activity> told = List.copyOf(meaning.activities());
    return meaning.nothing().isEmpty()
        ? Uni.createFrom().item(told)
        : note(account, meaning.nothing()).replaceWith(told);
  }

  private synchronized void warn(Entry entry) {
    if (warned.size() < TOLD_MAX && warned.add(entry.id())) {
      Log.warnf(
          "an activity is not booked, since it is not certain what it means; what it changes shows as"
              + " a difference venue=%s id=%s %s symbol=%s qty=%s net=%s",
          venue, entry.id(), entry.text(), entry.symbol(), entry.qty(), entry.net());
    }
  }

  /** Those are booked. */
  public Uni<Void> noted(AccountId account, Set<String> ids) {
    Map<String, Set<String>> known = legs;
    return note(
        account,
        ids.stream()
            .flatMap(id -> known.getOrDefault(id, Set.of(id)).stream())
            .collect(Collectors.toSet()));
  }

  private Uni<Void> note(AccountId account, Set<String> ids) {
    Instant now = clock.instant();
    return noted.note(account, ids, now, now.minus(KEPT));
  }

  private Uni<List<Entry>> entries(@Nullable String page, int number, List<Entry> before) {
    return calls
        .activities(clock.instant().minus(LATE), page)
        .chain(
            answer -> {
              JsonArray listed = listed(answer, page == null);
              String last = null;
              for (int i = 0; i < listed.size(); i++) {
                Entry entry = read(listed, i);
                if (entry != null) {
                  last = entry.id();
                  if (!entry.type().equals("FILL")) {
                    before.add(entry);
                  }
                }
              }
              // One that knows no pages lists the same once more.
              if (!BrokerCalls.isWholePage(listed.size()) || last != null && last.equals(page)) {
                return Uni.createFrom().item(before);
              }
              if (last == null || number == PAGES_MAX) {
                Log.warnf("activities cannot be read to their end venue=%s page=%d", venue, number);
                throw BrokerCalls.unavailable(answer);
              }
              return entries(last, number + 1, before);
            });
  }

  private @Nullable Entry read(JsonArray listed, int place) {
    try {
      return Entry.of(listed.getJsonObject(place));
    } catch (ClassCastException | IllegalArgumentException e) {
      Log.debugf("an activity cannot be read venue=%s: %s", venue, e);
      return null;
    }
  }

  /**
   * A broker that has no such list tells of nothing. One that refuses the key, or has begun to
   * tell, has more: what is not noted at the beginning would be booked later, once too often.
   */
  private static JsonArray listed(BrokerAnswer answer, boolean isFirst) {
    if (answer instanceof Answered answered
        && (answered.isSuccess() || isFirst && !answered.isUnauthorized())) {
      try {
        return answered.isSuccess() ? answered.list() : new JsonArray();
      } catch (DecodeException | ClassCastException e) {
        throw BrokerCalls.unavailable(answer);
      }
    }
    throw BrokerCalls.unavailable(answer);
  }
}
