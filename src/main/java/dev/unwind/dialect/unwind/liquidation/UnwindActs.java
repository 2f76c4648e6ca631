// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.Act;
import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.AwaitAct;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.act.PerformActs;
import dev.unwind.application.act.PreviewAct;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.Denial;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Acts over many accounts: asked for, and shown. */
@ApplicationScoped
class UnwindActs {
  /** All accounts that the caller is granted. */
  private static final String ALL = "*";

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final UnwindClosing closing;
  private final PerformActs acts;
  private final AwaitAct waits;
  private final PreviewAct previews;
  private final ActStore store;
  private final Snapshots snapshots;
  private final UnwindBodies bodies;
  private final UnwindConfig config;
  private final InstantSource clock;

  UnwindActs(
      UnwindClosing closing,
      PerformActs acts,
      AwaitAct waits,
      PreviewAct previews,
      ActStore store,
      Snapshots snapshots,
      UnwindBodies bodies,
      UnwindConfig config,
      InstantSource clock) {
    this.closing = closing;
    this.acts = acts;
    this.waits = waits;
    this.previews = previews;
    this.store = store;
    this.snapshots = snapshots;
    this.bodies = bodies;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Liquidates in several accounts.
   *
   * @param expected digest of the preview that the caller has seen; null where he has seen none
   * @param wait how long the caller would wait for the outcome
   */
  Uni<Response> liquidate(
      Actor actor,
      UnwindCloseRequest body,
      @Nullable String keyHeader,
      @Nullable String expected,
      Duration wait) {
    return wanted(actor, body, keyHeader)
        .chain(
            act ->
                expected == null
                    ? Uni.createFrom().item(act)
                    : store
                        .made(act)
                        .chain(
                            made ->
                                made
                                    ? Uni.createFrom().item(act)
                                    : previews.expecting(act, expected)))
        .chain(act -> perform(actor, act, wait));
  }

  /** What {@link #liquidate} would do now. */
  Uni<UnwindActPreview> preview(Actor actor, UnwindCloseRequest body) {
    return wanted(actor, body, null).chain(previews::preview).map(UnwindActPreview::of);
  }

  private Uni<NewAct> wanted(Actor actor, UnwindCloseRequest body, @Nullable String keyHeader) {
    List<String> named = named(body.accounts());
    if (body.account() != null) {
      throw UnwindBodies.malformed("account and accounts exclude each other");
    }
    UnwindClosing.ForMany many = closing.forMany(body);
    IdempotencyKey key = UnwindParameters.key(keyHeader, named + " " + many.payload());
    return many.request()
        .map(request -> new ActTask(ActTask.Kind.LIQUIDATION, many.then(), false, request))
        .map(task -> act(actor, task, named, body.reason(), body.clientReference(), key));
  }

  /**
   * Halts several accounts.
   *
   * @param wait how long the caller would wait for the outcome
   */
  Uni<Response> halt(
      Actor actor, UnwindHaltRequest body, @Nullable String keyHeader, Duration wait) {
    List<String> named = named(body.accounts());
    TradingState state =
        body.state() == null
            ? TradingState.HALTED
            : UnwindParameters.oneOf("state", TradingState.class, body.state());
    if (state == TradingState.ACTIVE) {
      throw UnwindBodies.malformed(
          "state must be HALTED or CLOSE_ONLY; one account is lifted at a time");
    }
    if (body.reason() == null || body.reason().isBlank()) {
      throw UnwindBodies.malformed("a halt needs its reason");
    }
    boolean cancels = body.cancelOrders() == null || body.cancelOrders();
    UnwindHaltRequest.Close liquidate = body.liquidate();
    UnwindClosing.ForMany many =
        body.liquidate() == null ? null : closing.forMany(closeOf(body, body.liquidate(), cancels));
    IdempotencyKey key =
        UnwindParameters.key(
            keyHeader,
            "%s %s %s %s %s"
                .formatted(
                    named, state, cancels, body.reason(), many == null ? "" : many.payload()));
    Uni<ActTask> task =
        many == null
            ? Uni.createFrom().item(new ActTask(ActTask.Kind.HALT, state, cancels, null))
            : many.request()
                .map(request -> new ActTask(ActTask.Kind.HALT, state, cancels, request));
    return task.chain(
        known ->
            perform(
                actor, act(actor, known, named, body.reason(), body.clientReference(), key), wait));
  }

  /** The close that a halt asks for, as a liquidation would say it. */
  private static UnwindCloseRequest closeOf(
      UnwindHaltRequest body, UnwindHaltRequest.Close close, boolean cancels) {
    return UnwindCloseRequestBuilder.builder()
        .scope(close.select() == null ? "ACCOUNT" : null)
        .select(close.select())
        .quantity(close.quantity())
        .percentage(close.percentage())
        .target(close.target())
        .cancelOrders(cancels)
        .heldPolicy(close.heldPolicy())
        .style(close.style())
        .order(close.order())
        .maxConcurrent(close.maxConcurrent())
        .deadline(close.deadline())
        .onDeadline(close.onDeadline())
        .reason(body.reason())
        .clientReference(body.clientReference())
        .build();
  }

  private static NewAct act(
      Actor actor,
      ActTask task,
      List<String> named,
      @Nullable String reason,
      @Nullable String clientReference,
      @Nullable IdempotencyKey key) {
    boolean every = isEvery(named);
    return new NewAct(actor, task, every ? List.of() : named, every, reason, clientReference, key);
  }

  private Uni<Response> perform(Actor actor, NewAct act, Duration wait) {
    Instant begun = clock.instant();
    return acts.perform(act)
        .chain(
            accepted ->
                wait.isZero()
                    ? answer(actor, accepted)
                    : waits
                        .ended(
                            actor.scope(),
                            true,
                            accepted.act().id(),
                            left(wait, Duration.between(begun, clock.instant())))
                        .chain(
                            ended ->
                                answer(actor, accepted)
                                    .map(
                                        answer ->
                                            Response.fromResponse(answer)
                                                .status(ended ? 200 : 202)
                                                .header(
                                                    "Preference-Applied",
                                                    "wait=" + wait.toSeconds())
                                                .build())));
  }

  /** What its accounts have taken is waited for already; one look there is in any case. */
  private static Duration left(Duration wait, Duration taken) {
    Duration left = wait.minus(taken);
    return left.compareTo(LOOK) < 0 ? LOOK : left;
  }

  private Uni<Response> answer(Actor actor, ActStore.Accepted accepted) {
    return show(actor, accepted.act().id(), 0, config.actAccountsShown())
        // It is durable, whatever can be told of it now.
        .onFailure()
        .transform(
            failure ->
                new TradingException(
                    Denial.of(
                        Reason.WAIT_TIMED_OUT,
                        "act " + accepted.act().id() + " is accepted and goes on")))
        .chain(bodies::write)
        .map(
            json -> {
              Response.ResponseBuilder answer =
                  Response.accepted(json)
                      .location(URI.create("/unwind/v1/acts/" + accepted.act().id()));
              return (accepted.fresh() ? answer : answer.header("Idempotent-Replayed", "true"))
                  .build();
            });
  }

  /** Whether all accounts of the caller are meant. */
  static boolean isEvery(List<String> named) {
    return named.equals(List.of(ALL));
  }

  static List<String> named(@Nullable List<String> accounts) {
    if (accounts == null || accounts.isEmpty()) {
      throw UnwindBodies.malformed("accounts must name at least one, or be [\"*\"]");
    }
    List<String> named = UnwindParameters.names("accounts", accounts);
    if (named.size() > 1 && named.contains(ALL)) {
      throw UnwindBodies.malformed("accounts must be [\"*\"] or names, not both");
    }
    return named;
  }

  /** Fails with ACT_NOT_FOUND. */
  Uni<UnwindAct> show(Actor actor, UUID id, int after, int limit) {
    AccountScope scope = actor.scope();
    return snapshots.read(
        () ->
            store
                .find(id)
                .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACT_NOT_FOUND)))
                .chain(act -> show(actor, scope, act, after, limit)));
  }

  private Uni<UnwindAct> show(Actor actor, AccountScope scope, Act act, int after, int limit) {
    boolean own = actor.principal().id().equals(act.caller());
    return store
        .sums(scope, own, act.id())
        .chain(
            sums ->
                own || sums.accounts() > 0
                    ? store
                        .entries(scope, own, act.id(), after, limit)
                        .map(entries -> UnwindAct.of(act, sums, entries, next(entries, limit)))
                    : Uni.createFrom().failure(new TradingException(Reason.ACT_NOT_FOUND)));
  }

  private static @Nullable Integer next(List<ActEntry> entries, int limit) {
    return entries.size() == limit ? (Integer) entries.get(limit - 1).place() : null;
  }
}
