// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.account.Account;
import dev.unwind.fixture.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A book that takes more requests than the broker allows at once. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class WithinTheLimitTest {
  /** Thirty may come at once. */
  private static final int PER_MINUTE = 600;

  private static final int MANY = 40;

  @Inject BrokeredLedger ledger;

  @AfterEach
  void end() throws SQLException {
    try {
      assertThat(ledger.contradictions()).isEmpty();
    } finally {
      ledger.end();
    }
  }

  private BrokerPeer open() throws Exception {
    ledger.limit(PER_MINUTE);
    return ledger.open(false, "10");
  }

  @Test
  void bindingTakesOverOrdersInMoreInstrumentsThanMayBeAskedForAtOnce() throws Exception {
    BrokerPeer broker = open();
    for (int i = 0; i < MANY; i++) {
      String symbol = "W" + i + ledger.symbol();
      broker.describes(symbol, true);
      broker.enter(BrokerPeer.limit(symbol, "buy", "1", "80"));
    }
    ledger.bind();
    assertThat(ledger.orders()).hasSize(MANY);
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void bindingLeavesNoOrderOutThatHasTakenThePlaceOfAnother() throws Exception {
    BrokerPeer broker = open();
    for (int i = 0; i < MANY; i++) {
      String first = broker.enter(BrokerPeer.limit(ledger.symbol(), "buy", "1", "80"));
      broker.replace(first, new JsonObject().put("limit_price", "81"));
    }
    ledger.bind();
    assertThat(ledger.orders()).hasSize(MANY);
  }

  @Test
  void whoAsksToBindAgainBeforeTheAnswerHasTheSameAnswer() throws Exception {
    BrokerPeer broker = open();
    for (int i = 0; i < MANY; i++) {
      String symbol = "V" + i + ledger.symbol();
      broker.describes(symbol, true);
      broker.holds(symbol, "1");
    }
    List<Uni<Account>> asked = IntStream.range(0, MANY).mapToObj(i -> ledger.binding()).toList();
    List<Account> bound =
        Uni.join().all(asked).andFailFast().await().atMost(BrokeredLedger.PATIENCE);
    assertThat(bound).hasSize(MANY);
    assertThat(broker.count("GET /v2/assets")).isEqualTo(MANY);
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }
}
