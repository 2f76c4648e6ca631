// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestBook;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.TellsActivities;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ExecutionVenueContract;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
  @Inject Books books;
  @Inject LedgerReader reader;
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
                Duration.ofMillis(500),
                20_000,
                new CloseAs(Optional.empty())),
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

  /**
   * What is no trade: booked at this service, listed by it, and read by the venue in front of it.
   */
  @Test
  void whatThisServiceListsBesidesExecutionsIsReadAsItWasBooked() throws Exception {
    TellsActivities telling = (TellsActivities) link.venue();
    assertThat(telling.activities(ACCOUNT).await().atMost(PATIENCE)).as("it begins").isEmpty();
    AccountId house = awaitHouse();
    List<Activity> happened =
        List.of(
            new Activity("d", AdjustmentReason.DIVIDEND, List.of(), Money.of("12.5"), "dividend"),
            new Activity("s", AdjustmentReason.SPLIT, changed("-90000", null), Money.ZERO, "split"),
            new Activity("f", AdjustmentReason.FEE, List.of(), Money.of("-0.02"), "fee"),
            new Activity(
                "t", AdjustmentReason.TRANSFER, changed("5", "40"), Money.ZERO, "transfer"));
    books
        .decide(
            house,
            BookScope.instrument(instrument),
            DecisionOrigin.SERVICE,
            here -> happened.stream().allMatch(a -> here.reconciling().happened(a, "venue:x")))
        .await()
        .atMost(PATIENCE);

    List<Activity> read = telling.activities(ACCOUNT).await().atMost(PATIENCE);
    assertThat(read)
        .extracting(Activity::reason)
        .containsExactlyElementsOf(happened.stream().map(Activity::reason).toList());
    assertThat(read)
        .extracting(Activity::cash)
        .containsExactlyElementsOf(happened.stream().map(Activity::cash).toList());
    assertThat(read.get(1).changes())
        .extracting(Activity.Change::qty)
        .containsExactly(Quantity.of("-90000"));
    assertThat(read.get(3).changes())
        .extracting(Activity.Change::qty)
        .containsExactly(Quantity.of("5"));
    assertThat(read.get(3).changes())
        .extracting(Activity.Change::price)
        .containsExactly(Price.of("40"));
    telling
        .noted(ACCOUNT, read.stream().map(Activity::id).collect(Collectors.toSet()))
        .await()
        .atMost(PATIENCE);
    assertThat(telling.activities(ACCOUNT).await().atMost(PATIENCE)).as("once").isEmpty();

    for (String direction : List.of("asc", "desc")) {
      List<String> whole = activities("direction=" + direction);
      assertThat(whole).as("a split has two legs").hasSize(5);
      List<String> walked = new ArrayList<>();
      String query = "page_size=1&direction=" + direction;
      for (List<String> page = activities(query);
          !page.isEmpty();
          page = activities(query + "&page_token=" + walked.get(walked.size() - 1))) {
        walked.addAll(page);
      }
      assertThat(walked).isEqualTo(whole);
    }
    assertThat(activities("activity_types=DIV,FEE")).hasSize(2);
    assertThat(activities("category=trade_activity")).isEmpty();
  }

  /** The account at this service; its first decision may take long on a busy machine. */
  private AccountId awaitHouse() {
    AtomicReference<@Nullable AccountId> house = new AtomicReference<>();
    Awaiting.await(
        PATIENCE,
        () -> {
          try {
            AccountId id =
                reader
                    .accountByName(AccountScope.EVERYTHING, book.name("broker#"))
                    .await()
                    .atMost(PATIENCE)
                    .orElseThrow()
                    .id();
            books
                .decide(
                    id, BookScope.instrument(instrument), DecisionOrigin.SERVICE, b -> b.account())
                .await()
                .atMost(PATIENCE);
            house.set(id);
            return true;
          } catch (TradingException e) {
            return false;
          }
        });
    return Objects.requireNonNull(house.get());
  }

  private List<Activity.Change> changed(String qty, @Nullable String price) {
    return List.of(
        new Activity.Change(
            book.name("ACME#"),
            instrument,
            Quantity.of(qty),
            price == null ? null : Price.of(price)));
  }

  private List<String> activities(String query) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v2/account/activities?" + query))
            .header("APCA-API-KEY-ID", book.name("KEY#"))
            .header("APCA-API-SECRET-KEY", book.name("secret#"))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonArray(answer.body())
        .stream().map(entry -> ((JsonObject) entry).getString("id")).toList();
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
    public Uni<List<Live>> live(AccountId account, OrderId from, int limit) {
      return Uni.createFrom().item(() -> dev.unwind.venue.alpaca.OneAccount.page(log, from, limit));
    }

    @Override
    public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
      return Uni.createFrom().item(() -> List.of());
    }
  }
}
