// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.EnteredOrders.Told;
import dev.unwind.venue.alpaca.Executions.Piece;
import dev.unwind.venue.alpaca.activity.ListedExecutions;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an order as the broker states it comes to as reports. What it has traded is taken from the
 * list of executions; where that stays behind the order for longer than it may settle, from the
 * order's own quantity and average price.
 */
final class OrderReports {
  private static final int BEHIND_MAX = 10_000;

  /** Clocks of the list and of the order need not agree. */
  private static final Duration BEFORE = Duration.ofSeconds(5);

  /** So long a list is waited for that cannot be read to its end. */
  private static final Duration UNREAD = Duration.ofMinutes(5);

  private static final Duration RECENT = Duration.ofHours(1);
  private static final String REJECTED = "rejected by the broker";

  private final BrokerCalls calls;
  private final OrderKeys keys;
  private final Executions executions;
  private final ListedExecutions list;
  private final InstantSource clock;
  private final Duration settling;

  /** Since when the list of executions is behind an order. */
  private final Map<UUID, Instant> behind = new LinkedHashMap<>();

  OrderReports(
      BrokerCalls calls,
      OrderKeys keys,
      Executions executions,
      InstantSource clock,
      Duration settling) {
    this.calls = calls;
    this.keys = keys;
    this.executions = executions;
    list = new ListedExecutions(calls);
    this.clock = clock;
    this.settling = settling;
  }

  /**
   * Everything that has become of an order; what it has traded is looked for where it is missing.
   */
  Uni<List<VenueReport>> of(AccountId account, UUID key, BrokerOrder order) {
    return executions
        .of(order.id())
        .chain(told -> complete(account, key, order, told))
        .chain(traded -> withStanding(account, key, order, traded));
  }

  /** The same, and before it how the ledger takes the order in where it does not have it. */
  Uni<List<VenueReport>> of(AccountId account, Told told) {
    Uni<List<VenueReport>> of = of(account, told.key(), told.order());
    ExecutionReport.Entered entered = told.entered();
    return entered == null
        ? of
        : of.map(
            all ->
                // Told again and again, it is one delivery.
                Stream.concat(Stream.of(new VenueReport(entered.orderKey(), entered)), all.stream())
                    .toList());
  }

  /**
   * Whether all that has become of an order is in its own statement and in what it is known to have
   * traded, so that nobody must be asked.
   */
  static boolean isPlain(BrokerOrder order, List<VenueReport> traded) {
    return order.replaces() == null
        && !Set.of("rejected", "replaced").contains(order.status())
        && !order.filled().isMoreThan(Executions.covered(traded, Quantity.ZERO));
  }

  /** The same where what it has traded is known, and nobody must be asked. */
  List<VenueReport> ofPlain(
      AccountId account, UUID key, BrokerOrder order, List<VenueReport> traded) {
    settled(order.id());
    return between(ownStanding(account, key, order), traded);
  }

  /**
   * The same of many that the ledger has, of each of which nobody must be asked alone: what they
   * have traded is read from the list of executions once for all.
   *
   * @return by key; the others are not in it
   */
  Uni<Map<UUID, List<VenueReport>>> together(AccountId account, List<Told> orders) {
    Set<UUID> ids = orders.stream().map(told -> told.order().id()).collect(Collectors.toSet());
    // From an old one on the list is too long to be read to its end for the others.
    Instant recent =
        orders.stream()
            .map(told -> told.order().submittedAt())
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH)
            .minus(RECENT);
    return executions
        .of(ids)
        .chain(
            traded -> {
              List<Told> behind =
                  orders.stream()
                      .filter(told -> told.order().replaces() == null)
                      .filter(told -> told.order().submittedAt().isAfter(recent))
                      .filter(told -> !isPlain(told.order(), of(told, traded)))
                      .toList();
              return behind.isEmpty()
                  ? Uni.createFrom().item(traded)
                  : listed(account, behind)
                      .chain(
                          listed ->
                              executions.appendAll(listed.all(), Quantity.ZERO, clock.instant()))
                      .chain(() -> executions.of(ids));
            })
        .map(
            traded -> {
              Map<UUID, List<VenueReport>> plain = new LinkedHashMap<>();
              for (Told told : orders) {
                List<VenueReport> of = of(told, traded);
                if (isPlain(told.order(), of)) {
                  plain.put(told.key(), ofPlain(account, told.key(), told.order(), of));
                }
              }
              return plain;
            });
  }

  private static List<VenueReport> of(Told told, Map<UUID, List<VenueReport>> traded) {
    return traded.getOrDefault(told.order().id(), List.of());
  }

  /** How an order stands that was just sent; what it has traded meanwhile will be told. */
  Uni<List<VenueReport>> ofSent(AccountId account, UUID key, BrokerOrder order) {
    return standing(account, key, order);
  }

  private Uni<List<VenueReport>> withStanding(
      AccountId account, UUID key, BrokerOrder order, List<VenueReport> traded) {
    return standing(account, key, order).map(standing -> between(standing, traded));
  }

  /** First that it works or was refused, then what it has traded, then how it has ended. */
  private static List<VenueReport> between(List<VenueReport> standing, List<VenueReport> traded) {
    List<VenueReport> all = new ArrayList<>();
    int first = Math.min(1, standing.size());
    all.addAll(standing.subList(0, first));
    all.addAll(traded);
    all.addAll(standing.subList(first, standing.size()));
    return all;
  }

  private Uni<List<VenueReport>> standing(AccountId account, UUID key, BrokerOrder order) {
    return order.status().equals("rejected")
        ? rejected(account, key, order).map(List::of)
        : replacements(account, key, order, ownStanding(account, key, order));
  }

  /** What the order's status says: first that it works, then how it has ended. */
  private static List<VenueReport> ownStanding(AccountId account, UUID key, BrokerOrder order) {
    List<VenueReport> reports = new ArrayList<>();
    if (!order.isHeld()) {
      reports.add(report(new ExecutionReport.Working(account, key, order.submittedAt())));
    }
    switch (order.status()) {
      case "canceled" ->
          reports.add(
              report(new ExecutionReport.Canceled(account, key, order.filled(), "", order.at())));
      case "expired" ->
          reports.add(
              report(new ExecutionReport.Expired(account, key, order.filled(), order.at())));
      default -> {
        // It works, or it has traded whole, which its trades tell.
      }
    }
    return reports;
  }

  /** A replacement that was refused leaves its original as it was. */
  private Uni<VenueReport> rejected(AccountId account, UUID key, BrokerOrder order) {
    UUID before = order.replaces();
    if (before == null) {
      return Uni.createFrom()
          .item(report(new ExecutionReport.Rejected(account, key, REJECTED, order.at())));
    }
    return keyOf(account, before)
        .map(
            original ->
                report(
                    new ExecutionReport.ReplaceRejected(
                        account,
                        original.orElseThrow(
                            () ->
                                new IllegalStateException(
                                    "the original of a replacement is not told")),
                        key,
                        REJECTED,
                        order.at())));
  }

  /** Those of ours; what somebody else has put in an order's place is taken in as it is found. */
  private Uni<List<VenueReport>> replacements(
      AccountId account, UUID key, BrokerOrder order, List<VenueReport> reports) {
    UUID next = order.replacedBy();
    if (order.status().equals("replaced") && next != null) {
      return other(next)
          .chain(
              successor ->
                  successor == null
                      ? Uni.createFrom().item(reports)
                      : keys.of(account, successor)
                          .map(
                              own -> {
                                if (own.isPresent() && own.get().equals(successor.key())) {
                                  reports.add(
                                      report(
                                          new ExecutionReport.Replaced(
                                              account, key, own.get(), successor.submittedAt())));
                                }
                                return reports;
                              }));
    }
    UUID before = order.replaces();
    if (before != null && key.equals(order.key())) {
      BrokerCalls asking = order.isFinal() ? calls.begun() : calls;
      return asking.byId(before).chain(answer -> replacing(account, key, order, answer, reports));
    }
    return Uni.createFrom().item(reports);
  }

  /**
   * Until its original is replaced, a replacement is only on its way; if it ends before, it has not
   * taken its place, and its end is not the order's.
   *
   * @param answer how its original stands; no end is told without, nor while that may change
   */
  private Uni<List<VenueReport>> replacing(
      AccountId account,
      UUID key,
      BrokerOrder order,
      BrokerAnswer answer,
      List<VenueReport> reports) {
    BrokerOrder original = order(answer);
    boolean isEnded = order.isFinal() && !order.status().equals("filled");
    if (isEnded && (original == null ? !answer.isAbsent() : original.isPending())) {
      throw BrokerCalls.unavailable(answer);
    }
    boolean isReplaced = original != null && original.status().equals("replaced");
    if (original == null || !isReplaced && (!isEnded || original.isFinal())) {
      return Uni.createFrom().item(reports);
    }
    return keys.of(account, original)
        .map(
            own -> {
              own.filter(known -> !isReplaced).ifPresent(known -> reports.clear());
              own.map(
                      known ->
                          isReplaced
                              ? new ExecutionReport.Replaced(
                                  account, known, key, order.submittedAt())
                              : new ExecutionReport.ReplaceRejected(
                                  account, known, key, "it was " + order.status(), order.at()))
                  .ifPresent(first -> reports.add(0, report(first)));
              return reports;
            });
  }

  private Uni<Optional<UUID>> keyOf(AccountId account, UUID id) {
    return other(id)
        .chain(
            order ->
                order == null
                    ? Uni.createFrom().item(Optional.<UUID>empty())
                    : keys.of(account, order));
  }

  /** An order cannot be told without: it would be asked for again and again. */
  private Uni<@Nullable BrokerOrder> other(UUID id) {
    return calls.begun().byId(id).map(answer -> order(answer));
  }

  /** The order of an answer; null where it has none, also where half of it is missing. */
  static @Nullable BrokerOrder order(BrokerAnswer answer) {
    if (answer instanceof BrokerAnswer.Answered answered && answered.isSuccess()) {
      try {
        return BrokerOrder.of(answered.object());
      } catch (RuntimeException e) {
        // No JSON, no such text, number or time, or nothing where something must be.
        return null;
      }
    }
    return null;
  }

  static VenueReport report(ExecutionReport report) {
    return new VenueReport(UUID.randomUUID(), report);
  }

  /** Looks for what the order has traded and is not told yet. */
  private Uni<List<VenueReport>> complete(
      AccountId account, UUID key, BrokerOrder order, List<VenueReport> told) {
    if (!order.filled().isMoreThan(Executions.covered(told, Quantity.ZERO))) {
      settled(order.id());
      return Uni.createFrom().item(told);
    }
    return base(order)
        .chain(
            base ->
                listed(account, List.of(new Told(key, order, null)))
                    .call(listed -> appendAll(listed.all(), first(listed.all(), base)))
                    .chain(
                        listed ->
                            executions
                                .of(order.id())
                                .chain(
                                    now ->
                                        fromTheOrder(
                                            account,
                                            key,
                                            order,
                                            now,
                                            base,
                                            listed.isWhole() ? settling : UNREAD))));
  }

  /**
   * Whether a replacement counts what its original has traded differs from peer to peer; its first
   * execution shows it.
   */
  private static Quantity first(List<Piece> pieces, Quantity base) {
    return pieces.isEmpty() || base.isZero() ? base : pieces.get(0).from();
  }

  private Uni<Quantity> base(BrokerOrder order) {
    UUID before = order.replaces();
    return before == null
        ? Uni.createFrom().item(Quantity.ZERO)
        : other(before).map(original -> original == null ? order.filled() : original.filled());
  }

  private Uni<Void> appendAll(List<Piece> pieces, Quantity base) {
    return Multi.createFrom()
        .iterable(pieces)
        .onItem()
        .transformToUniAndConcatenate(piece -> executions.append(piece, base, clock.instant()))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /**
   * What is listed of some orders. Only what begins where the last piece ends is appended, so the
   * order of these matters.
   */
  private record Pieces(List<Piece> all, boolean isWhole) {}

  private Uni<Pieces> listed(AccountId account, List<Told> orders) {
    Map<String, Told> sought = new HashMap<>();
    Instant first = Instant.MAX;
    for (Told told : orders) {
      BrokerOrder order = told.order();
      sought.put(order.id().toString(), told);
      first = first.isBefore(order.submittedAt()) ? first : order.submittedAt();
    }
    return list.since(first.minus(BEFORE))
        .map(
            listed -> {
              List<Piece> pieces = new ArrayList<>();
              for (JsonObject entry : listed.entries()) {
                Told told = sought.get(entry.getString("order_id"));
                if (told != null) {
                  pieces.add(Piece.listed(account, told.key(), told.order(), entry));
                }
              }
              pieces.sort(Comparator.comparing(Piece::from));
              return new Pieces(pieces, listed.isWhole());
            });
  }

  /** The list of executions is behind the order: after a while the order itself is believed. */
  private Uni<List<VenueReport>> fromTheOrder(
      AccountId account,
      UUID key,
      BrokerOrder order,
      List<VenueReport> told,
      Quantity base,
      Duration within) {
    Piece rest = Piece.rest(account, key, order, told).orElse(null);
    if (!order.filled().isMoreThan(Executions.covered(told, Quantity.ZERO))) {
      settled(order.id());
      return Uni.createFrom().item(told);
    }
    // An original that was replaced may show what its successor has traded.
    boolean isAlone = base.isZero() && !order.status().equals("replaced");
    if (rest == null || !isAlone || !isLate(order.id(), within)) {
      return Uni.createFrom().item(told);
    }
    return executions
        .append(rest, Quantity.ZERO, clock.instant())
        .chain(() -> executions.of(order.id()))
        .invoke(ignored -> settled(order.id()));
  }

  private synchronized boolean isLate(UUID order, Duration within) {
    Instant now = clock.instant();
    Instant since = behind.computeIfAbsent(order, k -> now);
    if (behind.size() > BEHIND_MAX) {
      behind.remove(behind.keySet().iterator().next());
    }
    return !since.plus(within).isAfter(now);
  }

  private synchronized void settled(UUID order) {
    behind.remove(order);
  }
}
