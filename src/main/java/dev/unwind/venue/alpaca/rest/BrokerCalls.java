// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls of the broker's API that are used, within its limit. */
public final class BrokerCalls {
  /** Left for orders, cancels and questions by what only looks whether something was missed. */
  public static final int SPARE = 2;

  private static final Duration AFTER_NO_CONNECTION = Duration.ofMillis(500);
  private static final Duration AFTER_REFUSED_CREDENTIAL = Duration.ofSeconds(5);
  private static final String TOO_MANY = "it has counted too many requests";
  private static final String KEY_REFUSED = "the broker refuses the key";

  /** Orders of a page. */
  public static final int ORDERS_MAX = 500;

  private static final int ACTIVITIES_MAX = 100;

  private final BrokerHttp http;
  private final RequestBudget budget;
  private final LinkStanding standing;
  private final Line line;
  private final Manner manner;

  /** Requests that had their turn before they are made. */
  private final AtomicInteger hadTurn = new AtomicInteger();

  /** How a call comes by its request. */
  private enum Manner {
    /** At once or not at all. */
    AT_ONCE,
    /** The same, leaving some, or of the reserve. */
    LOOKING,
    /** Those first that had their turn, then the same. */
    AFTER_TURN,
    /** At once or not at all, leaving some. */
    SPARING,
    /** Waits a little, because what it belongs to has begun. */
    BEGUN,
    /** Waits in line, leaving some. */
    UNHURRIED
  }

  public BrokerCalls(BrokerHttp http, RequestBudget budget, LinkStanding standing) {
    this(http, budget, standing, new Line(budget), Manner.AT_ONCE);
  }

  private BrokerCalls(
      BrokerHttp http, RequestBudget budget, LinkStanding standing, Line line, Manner manner) {
    this.http = http;
    this.budget = budget;
    this.standing = standing;
    this.line = line;
    this.manner = manner;
  }

  /**
   * The same calls for whom nothing hurries: each leaves what orders need, and waits in line. Else
   * what takes more requests than may be made at once would never come to its end.
   */
  public BrokerCalls unhurried() {
    return new BrokerCalls(http, budget, standing, line, Manner.UNHURRIED);
  }

  /** The same for what looks whether something was missed, and does not wait. */
  public BrokerCalls looking() {
    return new BrokerCalls(http, budget, standing, line, Manner.LOOKING);
  }

  /**
   * The same for what others wait for once it has begun: so many have their turn in line before.
   * What of them is not made is to be {@link #giveBack given back}.
   *
   * @return fails with VENUE_UNAVAILABLE where one does not come by its turn
   */
  public Uni<BrokerCalls> afterTurns(int requests) {
    BrokerCalls calls = new BrokerCalls(http, budget, standing, line, Manner.AFTER_TURN);
    return Multi.createFrom()
        .range(0, requests)
        .onItem()
        .transformToUniAndConcatenate(ignored -> line.turn(SPARE))
        .invoke(
            isTaken -> {
              if (!isTaken) {
                throw unavailable();
              }
              calls.hadTurn.incrementAndGet();
            })
        .collect()
        .last()
        .onFailure()
        .invoke(calls::giveBack)
        .onCancellation()
        .invoke(calls::giveBack)
        .replaceWith(calls);
  }

  /** None of those that had their turn is made any more. */
  public void giveBack() {
    budget.giveBack(hadTurn.getAndSet(0));
  }

  /** The same for what is asked again anyway: each leaves what orders need, and waits for none. */
  public BrokerCalls sparing() {
    return new BrokerCalls(http, budget, standing, line, Manner.SPARING);
  }

  /**
   * The same for what takes several requests of which none may be in vain: whoever begins it sees
   * to it that others leave them.
   */
  public BrokerCalls begun() {
    return new BrokerCalls(http, budget, standing, line, Manner.BEGUN);
  }

  public Uni<BrokerAnswer> submit(JsonObject order) {
    return now(() -> http.post("/v2/orders", order));
  }

  public Uni<BrokerAnswer> cancel(UUID order) {
    return now(() -> http.delete("/v2/orders/" + order));
  }

  public Uni<BrokerAnswer> replace(UUID order, JsonObject terms) {
    return now(() -> http.patch("/v2/orders/" + order, terms));
  }

  public Uni<BrokerAnswer> byKey(UUID key) {
    return now(() -> http.get("/v2/orders:by_client_order_id?client_order_id=" + key));
  }

  public Uni<BrokerAnswer> byId(UUID order) {
    return now(() -> http.get("/v2/orders/" + order));
  }

  /**
   * What works, oldest first.
   *
   * @param after when the last was entered that was listed before; null from the beginning on
   */
  public Uni<BrokerAnswer> open(@Nullable Instant after) {
    String path = "/v2/orders?status=open&direction=asc&nested=true&limit=" + ORDERS_MAX;
    return spare(
        () -> http.get(after == null ? path : path + "&after=" + encoded(after.toString())));
  }

  /**
   * Executions of the account from a moment on, oldest first.
   *
   * @param page the id of the last one of the page before
   */
  public Uni<BrokerAnswer> executions(Instant after, @Nullable String page) {
    String path =
        "/v2/account/activities/FILL?direction=asc&page_size="
            + ACTIVITIES_MAX
            + "&after="
            + encoded(after.toString())
            + (page == null ? "" : "&page_token=" + encoded(page));
    return spare(() -> http.get(path));
  }

  /**
   * What has happened besides executions, from a day on, oldest first.
   *
   * @param page the id of the last one of the page before
   */
  public Uni<BrokerAnswer> activities(Instant after, @Nullable String page) {
    String path =
        "/v2/account/activities?category=non_trade_activity&direction=asc&page_size="
            + ACTIVITIES_MAX
            + "&after="
            + encoded(after.toString())
            + (page == null ? "" : "&page_token=" + encoded(page));
    return now(() -> http.get(path));
  }

  public static boolean isWholePage(int size) {
    return size >= ACTIVITIES_MAX;
  }

  /** The order that was entered last. */
  public Uni<BrokerAnswer> newest() {
    return now(() -> http.get("/v2/orders?status=all&direction=desc&limit=1"));
  }

  /** What was entered after a moment, oldest first. */
  public Uni<BrokerAnswer> entered(Instant after) {
    return spare(
        () ->
            http.get(
                "/v2/orders?status=all&direction=asc&nested=true&limit="
                    + ORDERS_MAX
                    + "&after="
                    + encoded(after.toString())));
  }

  /** Whether such a list may go on. */
  public static boolean isWholeOfOrders(int size) {
    return size >= ORDERS_MAX;
  }

  public Uni<BrokerAnswer> account() {
    return now(() -> http.get("/v2/account"));
  }

  public Uni<BrokerAnswer> asset(String symbol) {
    return now(() -> http.get("/v2/assets/" + encoded(symbol)));
  }

  public Uni<BrokerAnswer> positions() {
    return now(() -> http.get("/v2/positions"));
  }

  /** The days of trading from one to another. */
  public Uni<BrokerAnswer> calendar(LocalDate first, LocalDate last) {
    return spare(() -> http.get("/v2/calendar?start=" + first + "&end=" + last));
  }

  public Uni<BrokerAnswer> clock() {
    return spare(() -> http.get("/v2/clock"));
  }

  /**
   * What a call comes to of whose answer nothing follows. That nobody was asked is not that nobody
   * answers.
   */
  public static TradingException unavailable(BrokerAnswer answer) {
    if (answer instanceof BrokerAnswer.NotSent notSent) {
      return notAsked(notSent.why());
    }
    return answer instanceof BrokerAnswer.TooMany
        ? notAsked(TOO_MANY)
        : new TradingException(Reason.VENUE_UNAVAILABLE);
  }

  /** The same of several calls, as they would come to now. */
  public TradingException unavailable() {
    return budget
        .shortage(SPARE)
        .map(BrokerCalls::notAsked)
        .orElseGet(() -> new TradingException(Reason.VENUE_UNAVAILABLE));
  }

  /** That nobody was asked, and why. */
  public static TradingException notAsked(String why) {
    return new TradingException(
        Denial.of(Reason.VENUE_UNAVAILABLE, "the broker was not asked: " + why));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Uni<BrokerAnswer> now(Supplier<Uni<BrokerAnswer>> call) {
    return switch (manner) {
      case AT_ONCE -> asked(() -> taken(budget.take()), 0, call);
      case LOOKING -> asked(() -> taken(line.takeWithoutWaiting(SPARE)), SPARE, call);
      case AFTER_TURN ->
          asked(() -> taken(tookTurn() || line.takeWithoutWaiting(SPARE)), SPARE, call);
      case SPARING -> asked(() -> taken(budget.takeLeaving(SPARE)), SPARE, call);
      case BEGUN -> asked(line::begun, 0, call);
      case UNHURRIED -> asked(() -> line.turn(SPARE), SPARE, call);
    };
  }

  private Uni<BrokerAnswer> spare(Supplier<Uni<BrokerAnswer>> call) {
    return (manner == Manner.AT_ONCE ? looking() : this).now(call);
  }

  private boolean tookTurn() {
    return !budget.isPausedFor(Duration.ZERO)
        && hadTurn.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  private static Uni<Boolean> taken(boolean isTaken) {
    return Uni.createFrom().item(isTaken);
  }

  private Uni<BrokerAnswer> asked(
      Supplier<Uni<Boolean>> turn, int others, Supplier<Uni<BrokerAnswer>> call) {
    return Uni.createFrom()
        .deferred(turn::get)
        .chain(
            isTaken ->
                isTaken
                    ? call.get().invoke(this::note)
                    : Uni.createFrom()
                        .item(
                            new BrokerAnswer.NotSent(
                                budget.shortage(others).orElse("the limit was used up"))));
  }

  private void note(BrokerAnswer answer) {
    if (answer instanceof BrokerAnswer.TooMany tooMany) {
      budget.pause(tooMany.retryAfter(), TOO_MANY);
      standing.answered();
    } else if (answer instanceof BrokerAnswer.NotSent notSent) {
      budget.pause(AFTER_NO_CONNECTION, notSent.why());
      standing.failed(notSent.why());
    } else if (answer instanceof BrokerAnswer.Unknown unknown) {
      standing.failed(unknown.why());
    } else if (answer instanceof BrokerAnswer.Answered answered && answered.isUnauthorized()) {
      budget.pause(AFTER_REFUSED_CREDENTIAL, KEY_REFUSED);
      standing.failed(KEY_REFUSED);
    } else {
      standing.answered();
    }
  }
}
