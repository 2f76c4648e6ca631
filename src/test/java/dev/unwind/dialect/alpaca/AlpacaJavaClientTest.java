// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jacobpeterson.alpaca.AlpacaAPI;
import net.jacobpeterson.alpaca.model.endpoint.account.Account;
import net.jacobpeterson.alpaca.model.endpoint.accountactivities.AccountActivity;
import net.jacobpeterson.alpaca.model.endpoint.accountactivities.TradeActivity;
import net.jacobpeterson.alpaca.model.endpoint.accountactivities.enums.ActivityType;
import net.jacobpeterson.alpaca.model.endpoint.assets.Asset;
import net.jacobpeterson.alpaca.model.endpoint.assets.enums.AssetClass;
import net.jacobpeterson.alpaca.model.endpoint.assets.enums.AssetStatus;
import net.jacobpeterson.alpaca.model.endpoint.clock.Clock;
import net.jacobpeterson.alpaca.model.endpoint.common.enums.SortDirection;
import net.jacobpeterson.alpaca.model.endpoint.orders.CancelledOrder;
import net.jacobpeterson.alpaca.model.endpoint.orders.Order;
import net.jacobpeterson.alpaca.model.endpoint.orders.enums.CurrentOrderStatus;
import net.jacobpeterson.alpaca.model.endpoint.orders.enums.OrderSide;
import net.jacobpeterson.alpaca.model.endpoint.orders.enums.OrderStatus;
import net.jacobpeterson.alpaca.model.endpoint.orders.enums.OrderTimeInForce;
import net.jacobpeterson.alpaca.model.endpoint.positions.ClosePositionOrder;
import net.jacobpeterson.alpaca.model.endpoint.positions.Position;
import net.jacobpeterson.alpaca.model.endpoint.streaming.enums.StreamingMessageType;
import net.jacobpeterson.alpaca.model.endpoint.streaming.trade.TradeUpdate;
import net.jacobpeterson.alpaca.model.endpoint.streaming.trade.TradeUpdateMessage;
import net.jacobpeterson.alpaca.model.endpoint.streaming.trade.enums.TradeUpdateEvent;
import net.jacobpeterson.alpaca.model.properties.DataAPIType;
import net.jacobpeterson.alpaca.model.properties.EndpointAPIType;
import net.jacobpeterson.alpaca.rest.AlpacaClientException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An unmodified client of the real service, alpaca-java 9.2.0: only the host that it calls is
 * another one.
 */
@QuarkusTest
class AlpacaJavaClientTest {
  @Inject FreshAccounts accounts;

  private FreshAccount account;
  private OkHttpClient http;
  private AlpacaAPI alpaca;

  @BeforeEach
  void connect() {
    account =
        accounts.open(
            BookText.anAccount()
                .position("AAPL", "120.5", "231.170483219")
                .position("NVDA", "40", "172.35")
                .position("XLK", "-24", "82.69")
                .position("BTC/USD", "0.261937", "89660.573878452")
                .limit("NVDA", "sell", "10", "199.00"));
    http = new OkHttpClient.Builder().addInterceptor(AlpacaJavaClientTest::toThisServer).build();
    alpaca =
        new AlpacaAPI(
            http, account.keyId(), account.secret(), null, EndpointAPIType.PAPER, DataAPIType.IEX);
  }

  @AfterEach
  void disconnect() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private static Response toThisServer(Interceptor.Chain chain) throws IOException {
    HttpUrl url =
        chain
            .request()
            .url()
            .newBuilder()
            .scheme("http")
            .host("localhost")
            .port(RestAssured.port)
            .build();
    return chain.proceed(chain.request().newBuilder().url(url).build());
  }

  private void awaitFlat() {
    new AlpacaCalls(account).awaitFlat();
  }

  @Test
  void positionsAreListedAndFound() throws Exception {
    List<Position> positions = alpaca.positions().get();
    assertThat(positions)
        .extracting(Position::getSymbol)
        .containsExactlyInAnyOrder("AAPL", "NVDA", "XLK", "BTCUSD");
    Position shorted = alpaca.positions().getBySymbol("XLK");
    assertThat(shorted.getQuantity()).isEqualTo("-24");
    assertThat(shorted.getQuantityAvailable()).isEqualTo("-24");
    assertThat(shorted.getSide()).isEqualTo("short");
    assertThat(shorted.getUnrealizedProfitLossPercent()).isEqualTo("-0.0135445640343451");
    assertThat(alpaca.positions().getBySymbol("BTC/USD").getSymbol()).isEqualTo("BTCUSD");
    AlpacaClientException absent =
        catchThrowableOfType(
            AlpacaClientException.class, () -> alpaca.positions().getBySymbol("SQQQ"));
    assertThat(absent.getResponseStatusCode()).isEqualTo(404);
    assertThat(absent.getAPIResponseCode()).isEqualTo(40410000);
    assertThat(absent.getAPIResponseMessage()).isEqualTo("position does not exist");
  }

  @Test
  void onePositionIsClosedInPartAndWhole() throws Exception {
    Order part = alpaca.positions().close("XLK", 4.0, null);
    assertThat(part.getQuantity()).isEqualTo("4");
    assertThat(part.getSide()).isEqualTo(OrderSide.BUY);
    AlpacaCalls desk = new AlpacaCalls(account);
    desk.awaitStatus(part.getId(), "filled");
    assertThat(alpaca.positions().close("AAPL", null, 50.0).getQuantity()).isEqualTo("60.25");
    Order crypto = alpaca.positions().close("BTC/USD", null, 100.0);
    assertThat(crypto.getSymbol()).isEqualTo("BTC/USD");
    assertThat(crypto.getQuantity()).isEqualTo("0.261937");
    assertThat(crypto.getTimeInForce()).isEqualTo(OrderTimeInForce.GOOD_UNTIL_CANCELLED);
    Order rest = alpaca.positions().close("XLK", null, null);
    assertThat(rest.getQuantity()).isEqualTo("20");
    desk.awaitStatus(rest.getId(), "filled");
    Order filled = alpaca.orders().get(rest.getId(), false);
    assertThat(filled.getStatus()).isEqualTo(OrderStatus.FILLED);
    assertThat(filled.getFilledAt()).isNotNull();
    assertThat(filled.getAverageFillPrice()).isEqualTo("83.82");
    AlpacaClientException held =
        catchThrowableOfType(
            AlpacaClientException.class, () -> alpaca.positions().close("NVDA", null, null));
    assertThat(held.getResponseStatusCode()).isEqualTo(403);
    assertThat(held.getAPIResponseMessage())
        .isEqualTo("insufficient qty available for order (requested: 40, available: 30)");
  }

  @Test
  void everythingIsClosedWithAnEntryEach() throws Exception {
    List<ClosePositionOrder> withHeld = alpaca.positions().closeAll(false);
    assertThat(withHeld).hasSize(4);
    for (ClosePositionOrder item : withHeld) {
      assertThat(item.getStatus()).isEqualTo(item.getSymbol().equals("NVDA") ? 403 : 200);
    }
    List<ClosePositionOrder> rest = alpaca.positions().closeAll(true);
    assertThat(rest).extracting(ClosePositionOrder::getSymbol).contains("NVDA");
    ClosePositionOrder nvda =
        rest.stream().filter(i -> i.getSymbol().equals("NVDA")).findFirst().orElseThrow();
    assertThat(nvda.getStatus()).isEqualTo(200);
    assertThat(nvda.getOrder().getQuantity()).isEqualTo("40");
    awaitFlat();
    assertThat(alpaca.positions().closeAll(true)).isEmpty();
  }

  @Test
  void ordersArePlacedReplacedListedAndCanceled() throws Exception {
    AlpacaCalls desk = new AlpacaCalls(account);
    Order resting =
        alpaca
            .orders()
            .requestLimitOrder(
                "AAPL", 1.0, OrderSide.BUY, OrderTimeInForce.GOOD_UNTIL_CANCELLED, 150.0, false);
    desk.awaitStatus(resting.getId(), "new");
    Order replacing =
        alpaca
            .orders()
            .replace(
                resting.getId(),
                2,
                OrderTimeInForce.GOOD_UNTIL_CANCELLED,
                151.5,
                null,
                null,
                "mine");
    assertThat(replacing.getReplaces()).isEqualTo(resting.getId());
    desk.awaitStatus(replacing.getId(), "new");
    assertThat(alpaca.orders().getByClientID("mine").getLimitPrice()).isEqualTo("151.5");
    Order market =
        alpaca
            .orders()
            .requestMarketOrder("AAPL", 2, OrderSide.SELL, OrderTimeInForce.IMMEDIATE_OR_CANCEL);
    assertThat(market.getSymbol()).isEqualTo("AAPL");
    desk.awaitStatus(market.getId(), "filled");
    Order pair =
        alpaca
            .orders()
            .requestOCOOrder(
                "NVDA",
                10,
                OrderSide.SELL,
                OrderTimeInForce.GOOD_UNTIL_CANCELLED,
                false,
                210.0,
                150.0,
                null);
    assertThat(pair.getLegs()).hasSize(1);
    List<Order> open =
        alpaca
            .orders()
            .get(
                CurrentOrderStatus.OPEN,
                50,
                null,
                null,
                SortDirection.ASCENDING,
                true,
                List.of("NVDA", "BTC/USD"));
    assertThat(open).hasSize(2);
    assertThat(open.get(1).getLegs()).hasSize(1);
    alpaca.orders().cancel(replacing.getId());
    desk.awaitStatus(replacing.getId(), "canceled");
    List<CancelledOrder> canceled = alpaca.orders().cancelAll();
    assertThat(canceled).hasSize(3).allMatch(c -> c.getStatus() == 200);
    AlpacaClientException unknown =
        catchThrowableOfType(
            AlpacaClientException.class,
            () -> alpaca.orders().cancel("00000000-0000-4000-8000-000000000000"));
    assertThat(unknown.getAPIResponseCode()).isEqualTo(40410000);
  }

  @Test
  void accountClockAndAssetsAreRead() throws Exception {
    Account shown = alpaca.account().get();
    assertThat(shown.getId()).isEqualTo(account.uid().toString());
    assertThat(shown.getCash()).isEqualTo("250000");
    Clock clock = alpaca.clock().get();
    assertThat(clock.getNextOpen()).isAfter(clock.getTimestamp());
    assertThat(alpaca.assets().getBySymbol("XLK").getId())
        .isEqualTo("d704f4fd-c735-44f8-a7fa-7a50fef08fe4");
    assertThat(alpaca.assets().get(AssetStatus.ACTIVE, AssetClass.CRYPTO))
        .extracting(Asset::getSymbol)
        .contains("BTC/USD");
  }

  @Test
  void fillsAreReadAsActivities() throws Exception {
    alpaca.positions().closeAll(true);
    awaitFlat();
    List<AccountActivity> activities =
        alpaca
            .accountActivities()
            .get(null, null, null, SortDirection.DESCENDING, 100, null, ActivityType.FILL);
    assertThat(activities).hasSize(4).allMatch(TradeActivity.class::isInstance);
    assertThat(activities)
        .extracting(a -> ((TradeActivity) a).getSymbol())
        .containsExactlyInAnyOrder("AAPL", "NVDA", "XLK", "BTC/USD");
  }

  @Test
  void streamTellsTheUpdatesOfAClose() throws Exception {
    BlockingQueue<TradeUpdate> updates = new LinkedBlockingQueue<>();
    alpaca
        .streaming()
        .setListener(
            (type, message) -> {
              if (message instanceof TradeUpdateMessage update) {
                updates.add(update.getData());
              }
            });
    alpaca.streaming().connect();
    assertThat(alpaca.streaming().waitForAuthorization(60, TimeUnit.SECONDS)).isTrue();
    alpaca.streaming().streams(StreamingMessageType.TRADE_UPDATES);
    AlpacaCalls.await(
        () -> alpaca.streaming().streams().contains(StreamingMessageType.TRADE_UPDATES),
        () -> "does not listen");
    Order order = alpaca.positions().close("XLK", null, null);
    List<TradeUpdateEvent> told = new ArrayList<>();
    TradeUpdate last = null;
    while (told.size() < 3) {
      last = updates.poll(60, TimeUnit.SECONDS);
      assertThat(last).as("after " + told).isNotNull();
      told.add(last.getEvent());
      assertThat(last.getOrder().getId()).isEqualTo(order.getId());
      assertThat(last.getTimestamp()).isNotNull();
    }
    assertThat(told)
        .containsExactly(TradeUpdateEvent.PENDING_NEW, TradeUpdateEvent.NEW, TradeUpdateEvent.FILL);
    assertThat(last).isNotNull();
    assertThat(last.getPositionQuantity()).isEqualTo("0");
    assertThat(last.getPrice()).isEqualTo("83.82");
    alpaca.streaming().disconnect();
  }
}
