// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More works at the broker than it lists in one answer. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class LongListsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AccountId ACCOUNT = new AccountId(83);
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");
  private static final int PAGE = 500;

  @Inject Market market;
  @Inject Pool pool;
  @Inject Vertx vertx;

  private final ReportLog log = new ReportLog();
  private final List<VenueLedger.Live> live = new ArrayList<>();
  private ScriptedBroker broker;
  private @Nullable BrokerLink link;

  @BeforeEach
  void begin() throws Exception {
    broker = new ScriptedBroker(vertx.getDelegate());
  }

  @AfterEach
  void end() {
    link().stop().await().atMost(PATIENCE);
    broker.close();
  }

  private void link(int requestsPerMinute, int ordersMax) {
    BrokerLink opened =
        new BrokerLink(
            vertx.getDelegate(),
            pool,
            new BrokerLink.Settings(
                "broker-" + UUID.randomUUID().toString().substring(0, 8),
                broker.url(),
                new BrokerHttp.Credential("key", "secret"),
                requestsPerMinute,
                8,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofHours(1),
                ordersMax,
                new CloseAs(Optional.empty())),
            market,
            new ManyOrders(),
            OurOrders.ALL,
            OurOrders.NO_INSTRUMENTS,
            UUID.randomUUID(),
            Clock.systemUTC(),
            () -> Optional.of(log));
    link = opened;
    opened.start();
    Awaiting.await(PATIENCE, () -> opened.venue().room() > 0 && broker.isListened());
  }

  private BrokerLink link() {
    return Objects.requireNonNull(link);
  }

  private UUID works(Instant since) {
    UUID key = UUID.randomUUID();
    live.add(new VenueLedger.Live(new OrderId(live.size() + 1), key, false));
    broker.orders.put(
        key.toString(),
        new JsonObject()
            .put("id", UUID.randomUUID().toString())
            .put("client_order_id", key.toString())
            .put("symbol", "ACME")
            .put("side", "sell")
            .put("qty", "5")
            .put("status", "new")
            .put("filled_qty", "0")
            .put("submitted_at", since.toString()));
    return key;
  }

  private void work(int orders) {
    for (int i = 0; i < orders; i++) {
      works(START.plusMillis(i));
    }
  }

  private UUID key(int number) {
    return live.get(number).key();
  }

  /** It works on, and nobody was told. */
  private void trade(UUID key) {
    broker.trade(key, "2", "2", "99", false, true);
    Objects.requireNonNull(broker.orders.get(key.toString())).put("status", "partially_filled");
  }

  /** How many requests it took; where they are not there at first, a moment later. */
  private long caughtUp() {
    long[] before = new long[1];
    Awaiting.await(
        PATIENCE,
        () -> {
          try {
            before[0] = broker.count("GET /v2/orders");
            link().feed().catchUp().await().atMost(PATIENCE);
            return true;
          } catch (TradingException e) {
            return false;
          }
        });
    return broker.count("GET /v2/orders") - before[0];
  }

  private Statement statement() {
    return ((StatesAccount) link().venue()).statement(ACCOUNT).await().atMost(PATIENCE);
  }

  @Test
  void tenThousandOrdersAreLookedUpAndStatedWithinTheLimitOfTheBroker() {
    int orders = 10_000;
    work(orders);
    trade(key(0));
    trade(key(orders / 2));
    trade(key(orders - 1));
    link(200, 20_000);
    caughtUp();
    assertThat(List.of(key(0), key(orders / 2), key(orders - 1)))
        .allMatch(key -> log.traded(key).equals(Quantity.of("2")));
    assertThat(caughtUp())
        .as("what works and what was entered, once more where the stream has begun anew")
        .isBetween(orders / PAGE + 2L, 2 * (orders / PAGE + 2L));
    assertThat(broker.count("GET /v2/orders:by")).as("none by its key").isZero();
    assertThat(statement().orders()).hasSize(orders).doesNotHaveDuplicates();
    assertThat(link().feed().isTold()).isTrue();
  }

  @Test
  void moreThanIsReadIsNotStatedAndEachHasItsTurn() {
    work(PAGE + 200);
    trade(key(PAGE + 199));
    link(60_000, PAGE);
    assertThat(statement().orders()).isNotNull();
    work(PAGE);
    assertThat(statement().orders()).isNull();
    assertThatThrownBy(() -> link().feed().catchUp().await().atMost(PATIENCE))
        .isInstanceOf(TradingException.class);
    UUID last = key(live.size() - 1);
    trade(last);
    Awaiting.await(
        PATIENCE,
        () -> {
          link().feed().catchUp().onFailure().recoverWithNull().await().atMost(PATIENCE);
          return log.traded(last).equals(Quantity.of("2"));
        });
  }

  @Test
  void ordersOfTheMomentInWhichAPageEndsAndLegsOfOthersAreNotLost() {
    work(PAGE - 1);
    UUID first = works(START.plusSeconds(10));
    UUID second = works(START.plusSeconds(10));
    UUID leg = UUID.randomUUID();
    Objects.requireNonNull(broker.orders.get(key(0).toString()))
        .put(
            "legs",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("id", leg.toString())
                        .put("symbol", "ACME")
                        .put("side", "buy")
                        .put("qty", "5")
                        .put("status", "held")
                        .put("submitted_at", START.toString())));
    link(60_000, 20_000);
    caughtUp();
    assertThat(log.keys()).contains(first, second);
    assertThat(broker.count("GET /v2/orders:by")).isZero();
    assertThat(statement().orders()).hasSize(PAGE + 2);
  }

  @Test
  void aListOfWhichNobodyKnowsWhatIsBehindItIsNotAllOfIt() {
    work(PAGE + 1);
    link(60_000, 20_000);
    broker.isNewestFirst = true;
    assertThat(statement().orders()).isNull();
    broker.isNewestFirst = false;
    assertThat(statement().orders()).hasSize(PAGE + 1);
  }

  private final class ManyOrders implements VenueLedger {
    @Override
    public Uni<List<VenueName>> bound() {
      return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
      return Uni.createFrom().item(List.of(ACCOUNT));
    }

    @Override
    public Uni<List<Live>> live(AccountId account, OrderId from, int limit) {
      return Uni.createFrom()
          .item(
              () ->
                  live.stream()
                      .filter(each -> each.order().value() >= from.value())
                      .limit(limit)
                      .toList());
    }

    @Override
    public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
      return Uni.createFrom().item(List.of());
    }
  }
}
