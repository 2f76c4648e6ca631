// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.SharesAccount;
import dev.unwind.application.reconciliation.StatedAsset;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.reconciliation.TellsActivities;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueCapabilities;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.Reason;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.venue.Batch;
import dev.unwind.venue.alpaca.Coverage.Shortfall;
import dev.unwind.venue.alpaca.activity.AccountActivities;
import dev.unwind.venue.alpaca.order.ExtendedHours;
import dev.unwind.venue.alpaca.order.ExtendedHours.Limit;
import dev.unwind.venue.alpaca.order.OrderTexts;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import dev.unwind.venue.alpaca.rest.Refusals;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One account at a broker behind the port of all venues. Whatever is not answered is asked for by
 * our own key, and nothing is concluded from silence.
 */
final class AlpacaVenue
    implements ExecutionVenue, StatesAccount, SharesAccount, TellsActivities, Replacements.WayBack {
  /** What may be on its way at once, and answered within the dispatcher's patience. */
  static final int BATCH_SIZE_MAX = 20;

  /** A question that can be decided so soon is put again at once. */
  private static final Duration PUT_AGAIN_WITHIN = Duration.ofMillis(500);

  private static final VenueCapabilities CAPABILITIES =
      new VenueCapabilities(
          EnumSet.allOf(OrderType.class),
          EnumSet.of(TimeInForce.DAY, TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK),
          BATCH_SIZE_MAX,
          true,
          false,
          true);

  private final String name;
  private final Market market;
  private final BrokerCalls calls;
  private final RequestBudget budget;
  private final OrderReports reports;
  private final Executions executions;
  private final Doubts doubts;
  private final Coverage coverage;
  private final KnownOrders known;
  private final BoundAccount account;
  private final LinkLease lease;
  private final Sessions sessions;
  private final LinkStanding standing;
  private final InstantSource clock;
  private final OrderKeys keys;
  private final Replacements replacements;
  private final Cancels cancels;
  private final ExtendedHours extended;
  private final Reading reading;
  private final AccountStatement statement;
  private final AccountActivities activities;
  private final Supplier<ReportFeed> feed;
  private final Map<UUID, Uni<VenueOutcome>> submissions = new ConcurrentHashMap<>();

  AlpacaVenue(LinkParts parts, Market market, InstantSource clock, Supplier<ReportFeed> feed) {
    name = parts.name();
    calls = parts.calls();
    budget = parts.budget();
    reports = parts.reports();
    executions = parts.executions();
    doubts = parts.doubts();
    coverage = parts.coverage();
    known = parts.known();
    account = parts.account();
    lease = parts.lease();
    sessions = parts.sessions();
    standing = parts.standing();
    this.market = market;
    this.clock = clock;
    this.feed = feed;
    keys = parts.keys();
    reading = parts.reading();
    statement = new AccountStatement(parts.unhurried(), parts.open(), keys);
    activities = parts.activities();
    replacements = new Replacements(parts, market, clock, this);
    cancels = new Cancels(parts, clock, this);
    extended = parts.extended();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public VenueCapabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public boolean isLinkedHere() {
    return lease.isHeld();
  }

  @Override
  public Optional<Outage> outage() {
    return standing.outage();
  }

  @Override
  public int room() {
    // One request asks what the broker holds, for all that close.
    int free = budget.free() - 1;
    return isLinkedHere() ? Math.max(0, Math.min(free, BATCH_SIZE_MAX)) : 0;
  }

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
    Set<InstrumentId> ids = orders.stream().map(VenueOrder::instrument).collect(Collectors.toSet());
    return Uni.createFrom().deferred(() -> submit(orders, ids, budget.promise(orders.size())));
  }

  private Uni<List<VenueOutcome>> submit(
      List<VenueOrder> orders, Set<InstrumentId> ids, RequestBudget.Promise promise) {
    return Batch.each(
            orders,
            BATCH_SIZE_MAX,
            () ->
                market
                    .byIds(ids)
                    .chain(instruments -> prepared(orders, instruments))
                    .map(
                        prepared ->
                            order ->
                                submit(order, prepared).onSubscription().invoke(promise::made)))
        .onTermination()
        .invoke(promise::end);
  }

  /**
   * What is known of a batch before the first of it goes out.
   *
   * @param shut keys of those whose session was not open; nothing was asked for them
   */
  private record Prepared(
      Map<InstrumentId, Instrument> instruments,
      Set<UUID> shut,
      Map<UUID, Shortfall> shortfalls,
      Map<UUID, Limit> limits) {}

  private Uni<Prepared> prepared(
      List<VenueOrder> orders, Map<InstrumentId, Instrument> instruments) {
    Set<UUID> shut = extended.shut(orders, instruments);
    List<VenueOrder> due = orders.stream().filter(order -> !shut.contains(order.key())).toList();
    return coverage
        .shortfalls(due, instruments)
        .chain(
            shortfalls ->
                extended
                    .limits(due, instruments)
                    .map(limits -> new Prepared(instruments, shut, shortfalls, limits)));
  }

  private Uni<VenueOutcome> submit(VenueOrder order, Prepared prepared) {
    Instrument instrument = prepared.instruments().get(order.instrument());
    String fault = OrderTexts.fault(order, instrument);
    if (fault != null || instrument == null) {
      return Outcomes.outcome(new VenueOutcome.Refused(String.valueOf(fault)));
    }
    if (!account.isServed(order.account())) {
      return Outcomes.outcome(new VenueOutcome.NotTold(account.why()));
    }
    UUID key = order.key();
    Uni<VenueOutcome> underWay = submissions.get(key);
    if (underWay != null) {
      return underWay;
    }
    Instant now = clock.instant();
    Limit limit = prepared.limits().get(key);
    if (prepared.shut().contains(key)
        || extended.isShut(order, instrument, now)
        || limit == null && extended.isMeant(order, instrument, now)) {
      return outOfSession(order, now);
    }
    Price price = limit == null ? null : limit.price();
    if (limit != null && price == null) {
      return Outcomes.later("there is no quote");
    }
    Shortfall shortfall = prepared.shortfalls().get(key);
    JsonObject text =
        price == null
            ? OrderTexts.submission(order, instrument)
            : OrderTexts.extended(order, instrument, price);
    // A key that comes twice at once is one order: the broker would refuse the second, and it may
    // look at that one first.
    return submissions.computeIfAbsent(
        key,
        k ->
            (shortfall == null
                    ? calls.submit(text).chain(answer -> submitted(order.account(), key, answer))
                    : unsent(order.account(), key, shortfall))
                .onTermination()
                .invoke(() -> submissions.remove(key))
                .memoize()
                .indefinitely());
  }

  /**
   * An order of the day that has come too late for its session: the broker would keep it for the
   * next one, and trade it at whatever that opens with. It waits here as long as its day lasts.
   */
  private Uni<VenueOutcome> outOfSession(VenueOrder order, Instant now) {
    Instant end = order.expiresAt();
    if (end == null || end.isAfter(now)) {
      return Outcomes.outcome(new VenueOutcome.NotTold("its session is not open"));
    }
    return neverSent(
        order.account(), order.key(), Outcomes.expired(order, now), "its session is over");
  }

  /** A close that the broker's position does not cover; it may be the one that has reduced it. */
  private Uni<VenueOutcome> unsent(AccountId of, UUID key, Shortfall shortfall) {
    return shortfall.isBelieved()
        ? neverSent(
            of,
            key,
            new VenueOutcome.Refused(Reason.BOOKS_DIFFER, shortfall.text(), shortfall.stated()),
            shortfall.text())
        : Outcomes.later(shortfall.text());
  }

  /**
   * Ends what does not go out any more, unless the broker has it all the same.
   *
   * @param why it is looked at again where the broker does not say
   */
  private Uni<VenueOutcome> neverSent(AccountId of, UUID key, VenueOutcome end, String why) {
    return calls
        .byKey(key)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order != null) {
                coverage.forget(key);
                return accepted(of, key, order);
              }
              if (answer instanceof Answered answered && answered.isAbsent()) {
                coverage.forget(key);
                return Outcomes.outcome(end);
              }
              return Outcomes.later(why);
            });
  }

  private Uni<VenueOutcome> submitted(AccountId of, UUID key, BrokerAnswer answer) {
    BrokerOrder order = OrderReports.order(answer);
    if (order != null) {
      doubts.end(key);
      known.note(key, order.id());
      known.noteTaken(key);
      return reports.ofSent(of, key, order).map(VenueOutcome.Accepted::new);
    }
    if (answer instanceof Answered answered && !answered.isSuccess()) {
      if (answered.isDuplicateKey()) {
        return ask(of, key);
      }
      return Outcomes.outcome(
          answered.isUnauthorized()
              ? new VenueOutcome.NotTold(answered.text())
              : new VenueOutcome.Refused(Refusals.of(answered), answered.text(), null));
    }
    return Outcomes.outcome(Outcomes.untold(key, answer, doubts));
  }

  @Override
  public Uni<VenueOutcome> accepted(AccountId of, UUID key, BrokerOrder order) {
    doubts.end(key);
    known.note(key, order.id());
    return reports.of(of, key, order).map(VenueOutcome.Accepted::new);
  }

  @Override
  public Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
    return Batch.each(
        orders, BATCH_SIZE_MAX, () -> Uni.createFrom().item(ref -> ask(ref.account(), ref.key())));
  }

  private Uni<VenueOutcome> ask(AccountId of, UUID key) {
    return found(of, key, order -> accepted(of, key, order));
  }

  /** Looks an order up by our key, and says what is to be said where it is not found. */
  @Override
  public Uni<VenueOutcome> found(
      AccountId of, UUID key, Function<BrokerOrder, Uni<VenueOutcome>> use) {
    if (!account.isServed(of)) {
      return Outcomes.outcome(
          account.isOther(of)
              ? new VenueOutcome.NotKnown()
              : new VenueOutcome.NotTold(account.why()));
    }
    return keys.find(key)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order != null) {
                known.note(key, order.id());
                return use.apply(order);
              }
              return answer instanceof Answered answered && answered.isAbsent()
                  ? absent(of, key, use)
                  : Outcomes.outcome(Outcomes.unanswered(answer));
            });
  }

  @Override
  public Uni<VenueOutcome> absent(
      AccountId of, UUID key, Function<BrokerOrder, Uni<VenueOutcome>> use) {
    Duration left = doubts.notKnown(key);
    if (left.isZero()) {
      return Outcomes.outcome(new VenueOutcome.NotKnown());
    }
    if (left.compareTo(PUT_AGAIN_WITHIN) > 0) {
      return Outcomes.outcome(new VenueOutcome.NoAnswer("not known there, which may change"));
    }
    return Uni.createFrom().voidItem().onItem().delayIt().by(left).chain(() -> found(of, key, use));
  }

  @Override
  public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
    // An order under replacement is cancelled under both its keys.
    return Batch.each(
        orders,
        2 * BATCH_SIZE_MAX,
        () -> Uni.createFrom().item(ref -> cancels.cancel(ref.account(), ref.key())));
  }

  @Override
  public Uni<List<VenueOutcome>> replace(List<VenueReplacement> asked) {
    return replacements.replace(asked, BATCH_SIZE_MAX);
  }

  @Override
  public Uni<Statement> statement(AccountId of) {
    return isLinkedHere() && account.maySpeakOf(of)
        ? statement.ask(of)
        : Uni.createFrom().failure(account.notAsked(of, isLinkedHere()));
  }

  @Override
  public Uni<Optional<StatedAsset>> asset(String symbol) {
    return statement.asset(symbol);
  }

  @Override
  public Uni<TakenOver> takeOver(AccountId of) {
    return isLinkedHere() && account.maySpeakOf(of)
        ? feed.get().takeOver(of).chain(taken -> beginActivities(of).map(taken::beside))
        : Uni.createFrom().failure(account.notAsked(of, isLinkedHere()));
  }

  @Override
  public Uni<Void> catchUp(AccountId of) {
    return isLinkedHere() && account.isServed(of)
        ? feed.get().catchUp()
        : Uni.createFrom().failure(account.notAsked(of, isLinkedHere()));
  }

  @Override
  public Uni<List<Activity>> activities(AccountId of) {
    if (!isLinkedHere() || !account.isServed(of)) {
      return Uni.createFrom().failure(account.notAsked(of, isLinkedHere()));
    }
    return reading
        .of(of, Reading.Kind.ACTIVITIES)
        .chain(
            begun ->
                begun.isPresent()
                    ? activities.fresh(of)
                    : beginActivities(of).replaceWith(List.<Activity>of()));
  }

  /** What has happened by now is in what the account has been given, or is to differ. */
  private Uni<Set<String>> beginActivities(AccountId of) {
    return activities
        .begin(of)
        .call(() -> reading.begin(of, Reading.Kind.ACTIVITIES, clock.instant()));
  }

  @Override
  public Uni<Void> noted(AccountId of, Set<String> ids) {
    return activities.noted(of, ids);
  }

  @Override
  public Instant linkedSince() {
    return standing.linkedSince();
  }

  @Override
  public Uni<Void> acknowledge(Set<UUID> reportIds) {
    feed.get().recorded(reportIds);
    return reportIds.isEmpty() ? Uni.createFrom().voidItem() : executions.acknowledge(reportIds);
  }
}
