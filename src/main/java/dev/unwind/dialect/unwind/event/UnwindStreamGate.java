// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.LogCutException;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.dialect.wire.StreamPlaces;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Where a stream begins. */
  private record Begin(AccountId account, long after) {}

  /** Which log to read, after which event, in whose place. */
  record Start(AccountId account, long after, StreamPlaces.Place place) {}

  private static final String START = "unwind.stream.start";

  private final Caller caller;
  private final LedgerReader reader;
  private final UnwindErrors errors;
  private final UnwindConfig config;
  private final StreamPlaces places;
  private final ClientAddresses addresses;
  private final RoutingContext rc;
  private final AtomicInteger streams = new AtomicInteger();
  private final BroadcastProcessor<Object> end = BroadcastProcessor.create();
  private volatile boolean stopping;

  UnwindStreamGate(
      Caller caller,
      LedgerReader reader,
      UnwindErrors errors,
      UnwindConfig config,
      StreamPlaces places,
      ClientAddresses addresses,
      RoutingContext rc) {
    this.caller = caller;
    this.reader = reader;
    this.errors = errors;
    this.config = config;
    this.places = places;
    this.addresses = addresses;
    this.rc = rc;
  }

  static Start start(ContainerRequestContext request) {
    if (request.getProperty(START) instanceof Start start) {
      return start;
    }
    throw new IllegalStateException("the stream has not come through the gate");
  }

  /** Ends the streams, which would hold the service up otherwise. */
  void beginToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    end.onError(new TradingException(Reason.OVERLOADED));
  }

  /** Fails when the service begins to stop. */
  <T> Multi<T> untilStop(Class<T> type) {
    return end.onItem().castTo(type);
  }

  /** A stream that came in through here has ended. */
  void left(Start start) {
    if (start.place().leave()) {
      streams.decrementAndGet();
    }
  }

  @Guarded
  @ServerRequestFilter
  public Uni<@Nullable Response> enter(ContainerRequestContext request) {
    return Uni.createFrom()
        .deferred(() -> begin(request))
        .map(
            start -> {
              if (streams.incrementAndGet() > config.streamsMax() || stopping) {
                streams.decrementAndGet();
                throw new TradingException(Reason.OVERLOADED);
              }
              StreamPlaces.Place place =
                  places.take(addresses.of(rc.request()), caller.principal().id()).orElse(null);
              if (place == null) {
                streams.decrementAndGet();
                throw new TradingException(Reason.OVERLOADED);
              }
              request.setProperty(START, new Start(start.account(), start.after(), place));
              return (Response) null;
            })
        .onFailure(TradingException.class)
        .recoverWithItem(failure -> errors.response((TradingException) failure));
  }

  private Uni<Begin> begin(ContainerRequestContext request) {
    AccountScope scope = caller.actor().scope();
    long last =
        UnwindParameters.number("Last-Event-ID", request.getHeaderString("Last-Event-ID"), -1);
    long asked =
        last >= 0 ? last : UnwindParameters.number("after", parameter(request, "after"), -1);
    String named = parameter(request, "account");
    return (named == null ? caller.account() : caller.account(Optional.of(named)))
        .chain(
            account ->
                reader
                    .lastSeq(scope, account)
                    .map(end -> new Begin(account, asked < 0 ? end : within(asked, end))));
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
