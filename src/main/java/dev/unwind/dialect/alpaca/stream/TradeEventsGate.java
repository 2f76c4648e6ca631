// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.LogCutException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.order.OrderTicket;
import dev.unwind.domain.account.AccountScope;
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
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a stream of trade updates is to tell before it begins. The head of a stream is
 * written before its first event is asked for, so that a refusal must come earlier to have a status
 * of its own.
 */
@ApplicationScoped
public class TradeEventsGate {
  /** Marks the methods that stream. */
  @NameBinding
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  public @interface Guarded {}

  /**
   * What is to be told.
   *
   * @param after place after which to begin
   * @param last place after which to end, null for no end; nothing is told where it is not behind
   *     the first
   * @param lasting how long to wait for what comes, null for ever
   */
  private record Range(
      EventIds.Place after, EventIds.@Nullable Place last, @Nullable Duration lasting) {}

  /**
   * What is to be told of whom.
   *
   * @param until the last moment, inclusive; null for no end
   */
  record Span(
      AccountId account,
      EventIds.Place after,
      EventIds.@Nullable Place last,
      @Nullable Duration lasting,
      @Nullable Instant until) {}

  private static final String SPAN = "unwind.alpaca.span";

  private final Caller caller;
  private final AlpacaAccess accounts;
  private final LedgerReader reader;
  private final InstantSource clock;

  TradeEventsGate(Caller caller, AlpacaAccess accounts, LedgerReader reader, InstantSource clock) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.clock = clock;
  }

  static Span span(ContainerRequestContext request) {
    if (request.getProperty(SPAN) instanceof Span span) {
      return span;
    }
    throw new IllegalStateException("the stream has not come through the gate");
  }

  @Guarded
  @ServerRequestFilter
  public Uni<@Nullable Response> enter(ContainerRequestContext request) {
    return Uni.createFrom()
        .deferred(() -> read(request))
        .map(
            span -> {
              request.setProperty(SPAN, span);
              return (Response) null;
            })
        .onFailure(TradingException.class)
        .recoverWithItem(refused -> AlpacaErrors.response((TradingException) refused));
  }

  private Uni<Span> read(ContainerRequestContext request) {
    AccountScope scope = caller.actor().scope();
    Instant from = rounded(AlpacaParameters.time("since", parameter(request, "since")));
    Instant to = AlpacaParameters.time("until", parameter(request, "until"));
    String sinceId = OrderTicket.given(parameter(request, "since_id"));
    EventIds.Place after =
        place("since_id", sinceId == null ? request.getHeaderString("Last-Event-ID") : sinceId);
    EventIds.Place last = place("until_id", parameter(request, "until_id"));
    requireFitting(from, to, after, last);
    return accounts
        .of(caller)
        .chain(
            account ->
                range(scope, account, from, to, after, last)
                    .map(
                        range ->
                            new Span(account, range.after(), range.last(), range.lasting(), to)));
  }

  /**
   * Up to the next microsecond, in which the log counts: a client goes on one nanosecond behind the
   * last event that it has seen.
   */
  private static @Nullable Instant rounded(@Nullable Instant at) {
    return at == null ? null : at.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable String parameter(ContainerRequestContext request, String name) {
    return request.getUriInfo().getQueryParameters().getFirst(name);
  }

  private static void requireFitting(
      @Nullable Instant from,
      @Nullable Instant to,
      EventIds.@Nullable Place after,
      EventIds.@Nullable Place last) {
    if (from != null && after != null) {
      throw AlpacaParameters.malformed("only one of since or since_id is accepted");
    }
    if (to != null && from == null) {
      throw AlpacaParameters.malformed("since is required if until is specified");
    }
    if (last != null && after == null) {
      throw AlpacaParameters.malformed("since_id is required if until_id is specified");
    }
  }

  private static EventIds.@Nullable Place place(String name, @Nullable String id) {
    String given = OrderTicket.given(id);
    return given == null
        ? null
        : EventIds.place(given)
            .orElseThrow(() -> AlpacaParameters.malformed("failed to parse " + name));
  }

  private Uni<Range> range(
      AccountScope scope,
      AccountId account,
      @Nullable Instant from,
      @Nullable Instant to,
      EventIds.@Nullable Place after,
      EventIds.@Nullable Place last) {
    if (after != null) {
      return reader
          .lastSeq(scope, account)
          .invoke(
              end -> {
                if (after.seq() > end) {
                  throw AlpacaParameters.malformed(LogCutException.MEANING);
                }
              })
          .chain(() -> reader.lastDropped(scope, account))
          .map(
              dropped -> {
                LedgerReader.requireKept(dropped, after.seq());
                // Of an entry that was dropped there is no second part either.
                boolean gone = after.seq() == dropped;
                EventIds.Place begin = gone ? behind(dropped) : after;
                return new Range(begin, last, null);
              });
    }
    if (from == null) {
      return reader.lastSeq(scope, account).map(seq -> new Range(behind(seq), null, null));
    }
    Instant now = clock.instant();
    return seqBefore(scope, account, from)
        .chain(
            start -> {
              EventIds.Place begin = behind(start);
              if (to == null) {
                return Uni.createFrom().item(new Range(begin, null, null));
              }
              if (to.isAfter(now)) {
                Duration lasting = Duration.between(now, to);
                return Uni.createFrom().item(new Range(begin, null, lasting));
              }
              return seqBefore(scope, account, to.plusNanos(1000))
                  .map(end -> new Range(begin, behind(end), null));
            });
  }

  /** Behind every part of an entry. */
  private static EventIds.Place behind(long seq) {
    return new EventIds.Place(seq, Integer.MAX_VALUE);
  }

  /** Number of the last entry before a moment. */
  private Uni<Long> seqBefore(AccountScope scope, AccountId account, Instant moment) {
    return reader
        .events(scope, new LedgerQueries.Events(account, 0, moment, null, null, 1))
        .chain(
            found ->
                found.isEmpty()
                    ? reader.lastSeq(scope, account)
                    : Uni.createFrom().item(found.get(0).seq() - 1));
  }
}
