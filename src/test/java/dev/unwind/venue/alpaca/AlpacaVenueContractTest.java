// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.TestBook;
import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ExecutionVenueContract;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** The venue in front of this service's own Alpaca API, which knows nothing of it. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class AlpacaVenueContractTest extends ExecutionVenueContract {
  private static final String BOOK =
      """
      {
        "accounts": [{"name": "broker#", "currency": "USD", "cash": "100000000"}],
        "principals": [
          {"name": "client#", "roles": ["trader"], "accounts": ["broker#"],
           "apiKeys": [{"id": "KEY#", "secret": "secret#"}]},
          {"name": "quotes#", "roles": ["risk"], "accounts": ["*"], "tokens": ["quotes-token#"]}],
        "instruments": [
          {"symbol": "ACME#", "assetClass": "us_equity", "exchange": "NASDAQ", "currency": "USD",
           "quantityIncrement": "1", "priceIncrement": "0.01"}],
        "quotes": [{"symbol": "ACME#", "last": "100", "bid": "99", "ask": "101"}],
        "positions": [{"account": "broker#", "symbol": "ACME#", "qty": "100000", "avgEntryPrice": "50"}]
      }
      """;

  @Inject ImportBook importBook;
  @Inject Market market;
  @Inject Pool pool;
  @Inject Vertx vertx;

  private final HttpClient client = HttpClient.newHttpClient();
  private URI url;
  private TestBook book;
  private InstrumentId instrument;
  private String name;
  private BrokerLink link;

  @BeforeEach
  void bind(TestInfo test) throws Exception {
    url = URI.create("http://localhost:" + RestAssured.port);
    book = TestBook.load(importBook, BOOK);
    instrument = market.bySymbol(book.name("ACME#")).await().atMost(PATIENCE).orElseThrow().id();
    name = "broker-" + UUID.randomUUID().toString().substring(0, 8);
    link = open();
    market("99", "101");
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
  }

  private BrokerLink open() {
    BrokerLink opened =
        new BrokerLink(
            vertx.getDelegate(),
            pool,
            new BrokerLink.Settings(
                name,
                url,
                new BrokerHttp.Credential(book.name("KEY#"), book.name("secret#")),
                60_000,
                8,
                Duration.ofSeconds(10),
                Duration.ofMillis(1),
                Duration.ofSeconds(15),
                Duration.ofMillis(500)),
            market,
            new OneAccount(),
            OurOrders.ALL,
            OurOrders.NO_INSTRUMENTS,
            UUID.randomUUID(),
            Clock.systemUTC(),
            () -> Optional.of(log));
    opened.start();
    Awaiting.await(PATIENCE, () -> opened.venue().room() > 0);
    return opened;
  }

  @Override
  protected ExecutionVenue venue() {
    return link.venue();
  }

  @Override
  protected InstrumentId instrument() {
    return instrument;
  }

  @Override
  protected void market(String bid, String ask) {
    if (book == null) {
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/unwind/v1/quotes/" + book.name("ACME#")))
            .header("Authorization", "Bearer " + book.name("quotes-token#"))
            .header("Content-Type", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"last\": \"%s\", \"bid\": \"%s\", \"ask\": \"%s\"}"
                        .formatted(middle(bid, ask), bid, ask)))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.body());
      }
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String middle(String bid, String ask) {
    return new java.math.BigDecimal(bid)
        .add(new java.math.BigDecimal(ask))
        .divide(java.math.BigDecimal.valueOf(2))
        .setScale(2, java.math.RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  @Override
  protected void restart() {
    link.stop().await().atMost(PATIENCE);
    link = open();
  }

  /** All that was ever sent may be live. */
  private final class OneAccount implements VenueLedger {
    @Override
    public Uni<List<VenueName>> bound() {
      return Uni.createFrom().item(List.of(new VenueName(name)));
    }

    @Override
    public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
      return Uni.createFrom().item(List.of(ACCOUNT));
    }

    @Override
    public Uni<List<UUID>> liveKeys(AccountId account, int limit) {
      return Uni.createFrom().item(() -> log.keys().stream().limit(limit).toList());
    }

    @Override
    public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
      return Uni.createFrom().item(() -> List.of());
    }
  }
}
