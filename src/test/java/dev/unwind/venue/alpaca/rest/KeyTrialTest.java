// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.venue.VenueProbe;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of a broker that was asked once. */
@BesideTheApplication
class KeyTrialTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SECRET = "never-told";

  private static Vertx vertx;
  private static HttpServer server;
  private static final List<String> ASKED = Collections.synchronizedList(new ArrayList<>());
  private static volatile Consumer<HttpServerRequest> answers = request -> {};

  @BeforeAll
  static void listen() throws Exception {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  ASKED.add(
                      "%s %s %s"
                          .formatted(
                              request.method(),
                              request.path(),
                              request.getHeader("APCA-API-SECRET-KEY")));
                  answers.accept(request);
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  @AfterAll
  static void close() {
    vertx.close();
  }

  private static VenueProbe.Found ask(Consumer<HttpServerRequest> answering) {
    answers = answering;
    ASKED.clear();
    return ask(server.actualPort(), PATIENCE);
  }

  private static VenueProbe.Found ask(int port, Duration timeout) {
    URI url = URI.create("http://127.0.0.1:" + port);
    BrokerHttp http =
        new BrokerHttp(
            vertx,
            url,
            new BrokerHttp.Credential("K1", SECRET),
            1,
            timeout,
            InstantSource.system());
    VenueProbe.Found found =
        new KeyTrial("paper", url, http).ask().await().atMost(PATIENCE.multipliedBy(2));
    assertThat(found.venue()).isEqualTo("paper");
    assertThat(found.where()).isEqualTo("alpaca at " + url);
    assertThat(found.said() + found.advice()).doesNotContain(SECRET);
    return found;
  }

  private static Consumer<HttpServerRequest> with(int status, String body) {
    return request -> request.response().setStatusCode(status).end(body);
  }

  @Test
  void aBrokerThatTakesTheKeyIsAskedOnceAndWantsNothing() {
    VenueProbe.Found found = ask(with(200, "{\"status\": \"ACTIVE\", \"trading_blocked\": false}"));

    assertThat(found.said()).isEqualTo("takes the key; the account is ACTIVE");
    assertThat(found.advice()).isNull();
    assertThat(ASKED).containsExactly("GET /v2/account " + SECRET);
  }

  @Test
  void whatOrdersWouldMeetThereIsToldWithAdvice() {
    assertThat(trouble(with(401, "{}"))).contains("refuses the key (status 401)");
    assertThat(trouble(with(403, "{}"))).contains("refuses the key (status 403)");
    assertThat(trouble(with(429, ""))).contains("has counted too many requests");
    assertThat(trouble(with(503, ""))).contains("does not answer: status 503");
    assertThat(trouble(with(404, "{}"))).contains("answers with status 404");
    assertThat(trouble(with(200, "<html>"))).contains("answers with what is no account");
    assertThat(trouble(with(200, "[]"))).contains("answers with what is no account");
    assertThat(trouble(with(200, "{\"trading_blocked\": true}"))).contains("trading_blocked");
    assertThat(trouble(with(200, "{\"account_blocked\": true}"))).contains("account_blocked");
    assertThat(trouble(request -> request.connection().close())).contains("does not answer");
  }

  private static String trouble(Consumer<HttpServerRequest> answering) {
    VenueProbe.Found found = ask(answering);
    assertThat(found.advice()).as(found.said()).isNotBlank();
    return found.said();
  }

  @Test
  void aBrokerThatKeepsSilentIsNotWaitedForLongerThanGiven() {
    answers = request -> {};
    VenueProbe.Found found = ask(server.actualPort(), Duration.ofMillis(300));

    assertThat(found.said()).contains("does not answer");
    assertThat(found.advice()).isNotBlank();
  }

  @Test
  void nobodyThereIsNoAnswerEither() throws Exception {
    HttpServer gone =
        vertx
            .createHttpServer()
            .requestHandler(request -> {})
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    int port = gone.actualPort();
    gone.close().toCompletionStage().toCompletableFuture().get();

    assertThat(ask(port, PATIENCE).said()).contains("cannot be reached");
  }
}
