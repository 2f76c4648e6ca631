// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.EventFilter;
import dev.unwind.application.event.LogCutException;
import dev.unwind.application.event.LogSearch;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.observation.Observations;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.dialect.unwind.UnwindStreams;
import dev.unwind.dialect.wire.LiveStreams;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where an event stream begins before it does. The head of a stream is written before its
 * first event is asked for, so that a refusal must come earlier to have a status of its own.
 */
@ApplicationScoped
public class UnwindStreamGate {
  /** Marks the methods that stream. */
  @NameBinding
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  public @interface Guarded {}

  /** Path parameter of the streams that are about one liquidation. */
  static final String LIQUIDATION = "id";

  /**
   * Where a stream begins.
   *
   * @param ends with the liquidation's end
   */
  private record Begin(AccountId account, long after, EventFilter filter, boolean ends) {}

  /** Which log to read, after which event, for what, in whose place. */
  record Start(
      AccountId account, long after, EventFilter filter, boolean ends, LiveStreams.Stream live) {}

  private static final String START = "unwind.stream.start";

  /** An event is no earlier than what it tells; of several in a row each is a microsecond later. */
  private static final Duration BEFORE = Duration.ofMillis(1);

  private final Caller caller;
  private final LedgerReader reader;
  private final LogSearch log;
  private final UnwindErrors errors;
  private final UnwindConfig config;
  private final UnwindStreams streams;
  private final Observations observations;

  UnwindStreamGate(
      Caller caller,
      LedgerReader reader,
      LogSearch log,
      UnwindErrors errors,
      UnwindConfig config,
      UnwindStreams streams,
      Observations observations) {
    this.observations = observations;
    this.caller = caller;
    this.reader = reader;
    this.log = log;
    this.errors = errors;
    this.config = config;
    this.streams = streams;
  }

  static Start start(ContainerRequestContext request) {
    if (request.getProperty(START) instanceof Start start) {
      return start;
    }
    throw new IllegalStateException("the stream has not come through the gate");
  }

  @Guarded
  @ServerRequestFilter
  public Uni<@Nullable Response> enter(ContainerRequestContext request) {
    return Uni.createFrom()
        .deferred(() -> begin(request))
        .map(found -> found.isPresent() ? enter(request, found.get()) : over())
        .onFailure(TradingException.class)
        .recoverWithItem(failure -> errors.response((TradingException) failure));
  }

  /** Tells clients that come back by themselves not to. */
  private static Response over() {
    return Response.noContent().build();
  }

  private @Nullable Response enter(ContainerRequestContext request, Begin begin) {
    request.setProperty(
        START,
        new Start(begin.account(), begin.after(), begin.filter(), begin.ends(), streams.enter()));
    return null;
  }

  private Uni<Optional<Begin>> begin(ContainerRequestContext request) {
    AccountScope scope = caller.actor().scope();
    long last =
        UnwindParameters.number("Last-Event-ID", request.getHeaderString("Last-Event-ID"), -1);
    long asked =
        last >= 0 ? last : UnwindParameters.number("after", parameter(request, "after"), -1);
    String liquidation = request.getUriInfo().getPathParameters().getFirst(LIQUIDATION);
    if (liquidation != null) {
      return reader
          .liquidation(scope, UnwindParameters.liquidation(liquidation))
          .map(found -> found.orElseThrow(() -> new TradingException(Reason.LIQUIDATION_NOT_FOUND)))
          .invoke(found -> observations.account(found.accountId()))
          .invoke(found -> observations.liquidation(found.uid()))
          .chain(found -> begin(scope, found, asked));
    }
    return followed(request)
        .chain(
            account ->
                reader
                    .lastSeq(scope, account)
                    .map(end -> asked < 0 ? end : within(asked, end))
                    .call(after -> reader.requireKept(scope, account, after))
                    .map(after -> Optional.of(new Begin(account, after, EventFilter.ANY, false))));
  }

  private Uni<AccountId> followed(ContainerRequestContext request) {
    String named = parameter(request, "account");
    String log = parameter(request, "log");
    if (log == null) {
      return named == null ? caller.account() : caller.account(Optional.of(named));
    }
    UnwindEventsResource.requireAdministration(log);
    if (named != null) {
      throw UnwindBodies.malformed("log excludes account");
    }
    return caller.actor().administersAll()
        ? Uni.createFrom().item(AccountId.ADMINISTRATION)
        : Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
  }

  /** From its first event on, or after the one asked for; nothing where that was its last. */
  private Uni<Optional<Begin>> begin(AccountScope scope, Liquidation liquidation, long asked) {
    AccountId account = liquidation.accountId();
    Instant ended = liquidation.endedAt();
    return reader
        .lastSeq(scope, account)
        .map(end -> within(Math.max(asked, 0), end))
        .chain(() -> log.lastBefore(scope, account, liquidation.createdAt().minus(BEFORE)))
        .call(first -> reader.requireKept(scope, account, Math.max(first, asked)))
        .map(
            first ->
                new Begin(account, Math.max(first, asked), EventFilter.of(liquidation.id()), true))
        .chain(
            begin ->
                ended == null
                    ? Uni.createFrom().item(Optional.of(begin))
                    : log.search(scope, end(liquidation, begin.after(), ended.minus(BEFORE)))
                        .map(
                            found ->
                                found.events().isEmpty() ? Optional.empty() : Optional.of(begin)));
  }

  private LogSearch.Wanted end(Liquidation liquidation, long after, Instant from) {
    EventFilter filter =
        new EventFilter(Set.of(EventKind.LIQUIDATION_ENDED), null, liquidation.id(), null);
    return new LogSearch.Wanted(
        liquidation.accountId(), after, from, null, filter, 1, config.eventsExaminedMax());
  }

  /**
   * A place that the log has reached. One beyond it is from a log that was lost, and a stream from
   * there would leave out what comes until it is reached again.
   */
  static long within(long after, long end) {
    if (after > end) {
      throw UnwindBodies.malformed(
          "after is " + after + ", and the log ends with " + end + ": " + LogCutException.MEANING);
    }
    return after;
  }

  private static @Nullable String parameter(ContainerRequestContext request, String name) {
    return request.getUriInfo().getQueryParameters().getFirst(name);
  }
}
