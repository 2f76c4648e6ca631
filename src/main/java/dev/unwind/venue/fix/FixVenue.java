// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueCapabilities;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.Batch;
import dev.unwind.venue.fix.OutgoingMessages.Terms;
import dev.unwind.venue.fix.Preparing.Prepared;
import dev.unwind.venue.fix.Standing.Status;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.SessionLease;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import quickfix.Message;

/**
 * A session behind the port of all venues. What has come back is in the database, and since no
 * report is lost on the way there, it answers questions; of what has not come back only numbers
 * decide.
 */
final class FixVenue implements ExecutionVenue {
  static final int BATCH_SIZE_MAX = 500;

  /** Of questions, which each ask the database; it has few connections for all of them. */
  private static final int ASKED_AT_ONCE = 200;

  private final FixSettings settings;
  private final VenueCapabilities capabilities;
  private final Market market;
  private final OrderRows orders;
  private final ReportRows reports;
  private final Waiting waiting;
  private final OutgoingMessages messages;
  private final SessionLease lease;
  private final Channel channel;
  private final Doubt doubt;
  private final Cancelling cancelling;
  private final MassCancelling together;
  private final Preparing preparing;
  private final InstantSource clock;
  private final Sessions sessions = new CalendarSessions();
  private final Sendings sendings = new Sendings();
  private final Silence silence;

  FixVenue(
      FixSettings settings,
      Market market,
      OrderRows orders,
      ReportRows reports,
      Waiting waiting,
      SessionLease lease,
      Channel channel,
      Doubt doubt,
      Cancelling cancelling,
      MassCancelling together,
      OutgoingMessages messages,
      InstantSource clock) {
    this.settings = settings;
    this.market = market;
    this.orders = orders;
    this.reports = reports;
    this.waiting = waiting;
    this.lease = lease;
    this.channel = channel;
    this.doubt = doubt;
    this.cancelling = cancelling;
    this.together = together;
    preparing = new Preparing(settings, market, messages, channel);
    this.messages = messages;
    this.clock = clock;
    silence = new Silence(clock);
    Set<OrderType> types = new HashSet<>(settings.orderTypes());
    if (settings.closeAs().isLimit()) {
      types.add(OrderType.MARKET);
    }
    capabilities =
        new VenueCapabilities(
            types, settings.timesInForce(), BATCH_SIZE_MAX, settings.replaces(), false, false);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public VenueCapabilities capabilities() {
    return capabilities;
  }

  @Override
  public boolean isLinkedHere() {
    return lease.isHeld();
  }

  /** Of a session that this replica has the lease of. */
  @Override
  public Optional<Outage> outage() {
    return silence.outage(isLinkedHere() && !channel.isUp());
  }

  @Override
  public int room() {
    return isLinkedHere() && channel.isUp() ? BATCH_SIZE_MAX : 0;
  }

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public Uni<List<VenueOutcome>> submit(List<VenueOrder> batch) {
    Instant latest = clock.instant().plus(settings.requestTimeout());
    Set<UUID> keys = batch.stream().map(VenueOrder::key).collect(Collectors.toSet());
    return sendings.within(keys, () -> submitted(batch, latest));
  }

  private Uni<List<VenueOutcome>> submitted(List<VenueOrder> batch, Instant latest) {
    return each(
        batch,
        BATCH_SIZE_MAX,
        BATCH_SIZE_MAX,
        () ->
            preparing
                .of(batch)
                .chain(
                    prepared -> {
                      Map<UUID, Standing> drafts = new LinkedHashMap<>();
                      prepared.values().stream()
                          .map(Prepared::standing)
                          .filter(Objects::nonNull)
                          .forEach(draft -> drafts.put(draft.key(), draft));
                      return rows(prepared.keySet(), drafts)
                          .map(
                              rows ->
                                  order ->
                                      submit(
                                          prepared.get(order.key()),
                                          rows.get(order.key()),
                                          latest));
                    }));
  }

  /** How orders stand: as drafted where all are written down now, else as they are there. */
  private Uni<Map<UUID, Standing>> rows(Set<UUID> keys, Map<UUID, Standing> drafts) {
    return orders
        .insert(List.copyOf(drafts.values()))
        .chain(
            fresh -> fresh.containsAll(keys) ? Uni.createFrom().item(drafts) : orders.byKeys(keys));
  }

  private Uni<VenueOutcome> submit(
      @Nullable Prepared prepared, @Nullable Standing row, Instant latest) {
    VenueOutcome not = prepared == null ? null : prepared.not();
    Terms terms = prepared == null ? null : prepared.terms();
    if (row != null && row.hasLeft() && not instanceof VenueOutcome.Refused) {
      // Refused by what is configured now; what has become of it at the venue is another question.
      return doubt
          .resolve(row)
          .map(outcome -> outcome instanceof VenueOutcome.NotKnown ? not : outcome);
    }
    if (prepared == null || not != null || terms == null) {
      return outcome(not == null ? new VenueOutcome.NotTold("not prepared") : not);
    }
    VenueOrder order = prepared.order();
    if (row == null || !row.account().equals(order.account())) {
      return outcome(new VenueOutcome.Refused("its id is another order's"));
    }
    return sendings.once(order.key(), () -> decide(row, order, terms, latest));
  }

  private Uni<VenueOutcome> decide(Standing row, VenueOrder order, Terms terms, Instant latest) {
    if (!row.hasLeft()) {
      return send(row, order, terms, latest);
    }
    return doubt
        .resolve(row)
        .chain(
            outcome ->
                outcome instanceof VenueOutcome.NotKnown
                    ? send(row, order, terms, latest)
                    : outcome(outcome));
  }

  private Uni<VenueOutcome> send(Standing row, VenueOrder order, Terms terms, Instant latest) {
    return send(row, messages.order(row, order, terms, row.hasLeft()), latest);
  }

  /** Sends what shall be answered by a report; a report in time is the outcome. */
  private Uni<VenueOutcome> send(Standing row, Message message, Instant latest) {
    Uni<Optional<List<VenueReport>>> answer =
        waiting.begin(
            row.key(),
            (standing, told) -> standing.status() != Status.SENT,
            Duration.between(clock.instant(), latest));
    return channel
        .send(message, latest)
        .chain(sent -> sent ? outcome(true) : hasLeftSince(row))
        .chain(
            left ->
                left
                    ? answer.map(
                        told ->
                            told.<VenueOutcome>map(VenueOutcome.Accepted::new)
                                .orElseGet(() -> new VenueOutcome.NoAnswer("no report in time")))
                    : outcome(new VenueOutcome.NotTold("the session is down")));
  }

  /** Whether a message about it may be out although the network did not take it. */
  private Uni<Boolean> hasLeftSince(Standing row) {
    return orders
        .byKeys(Set.of(row.key()))
        .map(
            rows -> {
              Standing now = rows.get(row.key());
              return now == null
                  || (now.hasLeft() && !now.gapFilled())
                  || now.times() > row.times();
            });
  }

  @Override
  public Uni<List<VenueOutcome>> query(List<VenueOrderRef> refs) {
    return eachKnown(
        refs,
        BATCH_SIZE_MAX,
        ASKED_AT_ONCE,
        rows -> Uni.createFrom().voidItem(),
        (ref, row) -> sendings.underWay(ref.key()).orElseGet(() -> doubt.resolve(row)));
  }

  @Override
  public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> refs) {
    // An order under replacement is cancelled under both its keys.
    return eachKnown(
        refs,
        2 * BATCH_SIZE_MAX,
        2 * BATCH_SIZE_MAX,
        together::begin,
        (ref, row) ->
            sendings.underWay(ref.key()).isPresent() && !row.hasLeft()
                ? outcome(new VenueOutcome.NoAnswer("it is being sent"))
                : cancelling.cancel(row));
  }

  private interface OfRow {
    Uni<VenueOutcome> outcome(VenueOrderRef ref, Standing row);
  }

  /**
   * @param atOnce of those that wait for the venue all are sent before any is answered
   * @param first what is done about all of them before each is looked at
   */
  private Uni<List<VenueOutcome>> eachKnown(
      List<VenueOrderRef> refs,
      int most,
      int atOnce,
      Function<Collection<Standing>, Uni<Void>> first,
      OfRow of) {
    if (!isLinkedHere()) {
      return each(
          refs, most, atOnce, () -> outcome(ref -> outcome(new VenueOutcome.NotTold("not here"))));
    }
    return each(
        refs,
        most,
        atOnce,
        () ->
            orders
                .byKeys(refs.stream().map(VenueOrderRef::key).toList())
                .chain(rows -> first.apply(rows.values()).replaceWith(rows))
                .map(
                    rows ->
                        ref -> {
                          Standing row = rows.get(ref.key());
                          return row == null || !row.account().equals(ref.account())
                              ? outcome(new VenueOutcome.NotKnown())
                              : of.outcome(ref, row);
                        }));
  }

  @Override
  public Uni<List<VenueOutcome>> replace(List<VenueReplacement> batch) {
    Set<UUID> keys = new HashSet<>();
    Set<InstrumentId> ids = new HashSet<>();
    for (VenueReplacement request : batch) {
      keys.add(request.replacement().key());
      ids.add(request.replacement().instrument());
    }
    return sendings.within(keys, () -> replaced(batch, keys, ids));
  }

  private Uni<List<VenueOutcome>> replaced(
      List<VenueReplacement> batch, Set<UUID> replacements, Set<InstrumentId> ids) {
    Set<UUID> keys = new HashSet<>(replacements);
    batch.forEach(request -> keys.add(request.original()));
    return each(
        batch,
        BATCH_SIZE_MAX,
        BATCH_SIZE_MAX,
        () ->
            market
                .byIds(ids)
                .chain(
                    instruments ->
                        orders
                            .byKeys(keys)
                            .map(
                                rows ->
                                    request ->
                                        sendings.once(
                                            request.replacement().key(),
                                            () ->
                                                replace(
                                                    request,
                                                    rows,
                                                    instruments.get(
                                                        request.replacement().instrument()))))));
  }

  private Uni<VenueOutcome> replace(
      VenueReplacement request, Map<UUID, Standing> rows, @Nullable Instrument instrument) {
    VenueOrder next = request.replacement();
    Standing original = rows.get(request.original());
    Standing before = rows.get(next.key());
    if (original == null || !original.account().equals(next.account()) || !original.hasLeft()) {
      return outcome(new VenueOutcome.NotKnown());
    }
    if (before != null && before.hasLeft()) {
      return doubt
          .resolve(before)
          .chain(
              outcome ->
                  outcome instanceof VenueOutcome.NotKnown
                      ? replace(before, original, next)
                      : outcome(outcome));
    }
    if (original.status() == Status.REPLACED) {
      return outcome(new VenueOutcome.NoAnswer("replaced by an order that is not known yet"));
    }
    String fault = messages.fault(next, instrument);
    if (fault != null || instrument == null) {
      return notReplaced(request, original, String.valueOf(fault));
    }
    if (original.status().isFinal()) {
      return notReplaced(request, original, Cancelling.isOver(original));
    }
    if (next.type() == OrderType.MARKET && settings.closeAs().isLimit()) {
      return notReplaced(request, original, "the venue has no market orders");
    }
    if (!isLinkedHere() || !channel.isUp()) {
      return outcome(new VenueOutcome.NotTold("the session is down"));
    }
    Standing row = messages.draft(next, instrument, request.original());
    return orders.insert(List.of(row)).chain(() -> replace(row, original, next));
  }

  private Uni<VenueOutcome> replace(Standing row, Standing original, VenueOrder next) {
    Terms terms = new Terms(next.type(), next.limitPrice(), next.stopPrice());
    return send(
        row,
        messages.replacement(row, original, next, terms),
        clock.instant().plus(settings.requestTimeout()));
  }

  private Uni<VenueOutcome> notReplaced(VenueReplacement request, Standing original, String why) {
    VenueOrder next = request.replacement();
    return reports
        .of(Set.of(original.key()))
        .map(
            known -> {
              List<VenueReport> all =
                  new ArrayList<>(known.getOrDefault(original.key(), List.of()));
              all.add(
                  new VenueReport(
                      UUID.randomUUID(),
                      new ExecutionReport.ReplaceRejected(
                          next.account(), original.key(), next.key(), why, clock.instant())));
              return new VenueOutcome.Accepted(all);
            });
  }

  @Override
  public Uni<Void> acknowledge(Set<UUID> reportIds) {
    return reportIds.isEmpty() ? Uni.createFrom().voidItem() : reports.acknowledge(reportIds);
  }

  private static <T> Uni<T> outcome(T outcome) {
    return Uni.createFrom().item(outcome);
  }

  private <T> Uni<List<VenueOutcome>> each(
      List<T> batch, int most, int atOnce, Supplier<Uni<Function<T, Uni<VenueOutcome>>>> how) {
    return Batch.each(batch, most, atOnce, how).emitOn(channel.loop());
  }
}
