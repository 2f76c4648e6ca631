// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.schedule.KeepSchedules;
import dev.unwind.application.schedule.Schedule;
import dev.unwind.application.schedule.ScheduleConfig;
import dev.unwind.application.schedule.ScheduledClose;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.schedule.FiringRule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what is to be done later, and when. */
@ApplicationScoped
class UnwindScheduling {
  private final Caller caller;
  private final LedgerReader reader;
  private final UnwindClosing closing;
  private final UnwindBodies bodies;
  private final ScheduleConfig config;
  private final KeepSchedules schedules;

  UnwindScheduling(
      Caller caller,
      LedgerReader reader,
      UnwindClosing closing,
      UnwindBodies bodies,
      ScheduleConfig config,
      KeepSchedules schedules) {
    this.schedules = schedules;
    this.caller = caller;
    this.reader = reader;
    this.closing = closing;
    this.bodies = bodies;
    this.config = config;
  }

  /** Makes a schedule, and answers with it. */
  Uni<Response> add(Actor actor, UnwindScheduleRequest request, @Nullable String keyHeader) {
    IdempotencyKey key = UnwindParameters.key(keyHeader, request);
    return read(request)
        .chain(wanted -> schedules.add(actor, wanted, key))
        .map(
            kept -> {
              Schedule made = kept.schedule();
              Response.ResponseBuilder answer =
                  Response.status(Response.Status.CREATED)
                      .entity(bodies.text(shown(made)))
                      .location(URI.create("/unwind/v1/schedules/" + made.id()))
                      .tag(UnwindSchedulesResource.tag(made));
              return (kept.fresh() ? answer : answer.header("Idempotent-Replayed", "true")).build();
            });
  }

  UnwindSchedule shown(Schedule schedule) {
    return UnwindSchedule.of(schedule, request(schedule), null);
  }

  /** As it was sent. */
  UnwindScheduleRequest request(Schedule schedule) {
    return bodies.read(schedule.wanted().body(), UnwindScheduleRequest.class);
  }

  /** Fails with REQUEST_MALFORMED, ACCOUNT_NOT_FOUND or INSTRUMENT_NOT_FOUND. */
  Uni<ScheduledClose> read(UnwindScheduleRequest request) {
    FiringRule rule = rule(request);
    UnwindCloseRequest close = request.liquidation();
    if (close == null) {
      throw UnwindBodies.malformed("liquidation is required");
    }
    if (close.isForLater()) {
      throw UnwindBodies.malformed("at, beforeClose, repeat and lateUntil are of the schedule");
    }
    if (close.account() != null && close.accounts() != null) {
      throw UnwindBodies.malformed("account and accounts exclude each other");
    }
    UnwindClosing.ForMany many = closing.forMany(close);
    return accounts(close)
        .chain(
            named ->
                many.request()
                    .map(
                        wanted ->
                            new ScheduledClose(
                                rule,
                                new ActTask(ActTask.Kind.LIQUIDATION, many.then(), false, wanted),
                                UnwindActs.isEvery(named) ? List.of() : named,
                                UnwindActs.isEvery(named),
                                close.reason(),
                                close.clientReference(),
                                bodies.text(request))));
  }

  /**
   * One that is not the caller's now is refused now; of several each is, when it fires. It is kept
   * by its uid: its id may be the name of another.
   */
  private Uni<List<String>> accounts(UnwindCloseRequest close) {
    if (close.accounts() != null) {
      return Uni.createFrom().item(UnwindActs.named(close.accounts()));
    }
    String one = close.account();
    return (one == null ? caller.account() : caller.account(Optional.of(one)))
        .chain(id -> reader.account(caller.actor().scope(), id))
        .map(
            found ->
                List.of(
                    found
                        .orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND))
                        .uid()
                        .toString()));
  }

  private FiringRule rule(UnwindScheduleRequest request) {
    if ((request.at() == null) == (request.beforeClose() == null)) {
      throw UnwindBodies.malformed("one of at and beforeClose is required");
    }
    return request.at() == null ? beforeClose(request) : at(request);
  }

  private static FiringRule at(UnwindScheduleRequest request) {
    if (request.repeat() != null) {
      throw UnwindBodies.malformed("repeat goes with beforeClose");
    }
    Instant moment = UnwindParameters.time("at", request.at());
    if (moment == null) {
      throw UnwindBodies.malformed("at must be an ISO-8601 time with its offset");
    }
    Instant late = UnwindParameters.time("lateUntil", request.lateUntil());
    if (late != null && late.isBefore(moment)) {
      throw UnwindBodies.malformed("lateUntil is before at");
    }
    return late == null ? FiringRule.At.of(moment) : new FiringRule.At(moment, late);
  }

  private FiringRule beforeClose(UnwindScheduleRequest request) {
    Duration before = UnwindParameters.duration("beforeClose", request.beforeClose());
    Duration late =
        request.lateUntil() == null
            ? Duration.ZERO
            : UnwindParameters.duration("lateUntil", request.lateUntil());
    Duration most = config.beforeCloseMax();
    if (before.isZero() || before.compareTo(most) > 0) {
      throw UnwindBodies.malformed(
          "beforeClose must be above 0 and at most " + most.toMinutes() + "m");
    }
    if (late.compareTo(before) > 0) {
      throw UnwindBodies.malformed("lateUntil is before beforeClose");
    }
    return new FiringRule.BeforeClose(before, late, Boolean.TRUE.equals(request.repeat()));
  }
}
