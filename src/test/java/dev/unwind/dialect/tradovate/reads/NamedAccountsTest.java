// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import static dev.unwind.dialect.tradovate.TradovateDesk.eventually;
import static dev.unwind.dialect.tradovate.TradovateDesk.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Credential;
import dev.unwind.dialect.tradovate.EntityKinds;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateDesk;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.LogLines;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Which account the log lines of a read name. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class NamedAccountsTest {
  private static final Logger LOG = Logger.getLogger(NamedAccountsTest.class);

  /** What tells of accounts, and the field that has its master. */
  private static final Map<String, String> MASTERS =
      Map.ofEntries(
          Map.entry("order", "accountId"),
          Map.entry("orderversion", "orderId"),
          Map.entry("command", "orderId"),
          Map.entry("commandreport", "commandId"),
          Map.entry("executionreport", "commandId"),
          Map.entry("fill", "orderId"),
          Map.entry("fillfee", "id"),
          Map.entry("fillpair", "positionId"),
          Map.entry("orderstrategy", "accountId"),
          Map.entry("orderstrategylink", "orderStrategyId"),
          Map.entry("position", "accountId"),
          Map.entry("cashbalance", "accountId"),
          Map.entry("accountriskstatus", "id"),
          Map.entry("marginsnapshot", "id"),
          Map.entry("useraccountautoliq", "id"));

  /** As text within JSON. */
  private static final String STRATEGY =
      """
      {"entryVersion": {"orderQty": 1, "orderType": "Limit", "price": 4000},
       "brackets": [{"qty": 1, "profitTarget": 10, "stopLoss": -10}]}
      """
          .replace("\n", " ")
          .replace("\"", "\\\"");

  @Inject ImportBook importBook;
  @Inject FreshAccounts accounts;
  @Inject Authenticate authenticate;
  @Inject TradovateReads reads;

  @Test
  void whatIsOfOneAccountNamesItAndWhatIsOverSeveralNamesNone() throws Throwable {
    TradovateDesk desk = tradedDesk();
    String own = String.valueOf(desk.accountId);
    assertThat(named(desk, "order/list", "id", 0)).as("the list of an only account").isEqualTo(own);

    TradovateDesk other = TradovateDesk.open(importBook, 1, "");
    accounts.execute(
        "insert into principal_grant (principal_id, account_id)"
            + " select principal_id, $1 from principal where name = $2",
        other.accountId,
        desk.name);
    assertThat(named(desk, "account/item", "id", desk.accountId)).isEqualTo(own);
    assertThat(named(desk, "account/list", "id", 0)).isNull();
    for (Map.Entry<String, String> each : MASTERS.entrySet()) {
      String entity = each.getKey();
      List<Map<String, Object>> rows =
          desk.list(entity + "/list").stream().filter(row -> !isOf(other, row)).toList();
      assertThat(rows).as(entity).isNotEmpty();
      long id = number(rows.get(0), "id");
      long master = number(rows.get(0), each.getValue());
      assertThat(EntityKinds.of(entity)).contains("list", "item", "items", "deps", "ldeps");

      assertThat(named(desk, entity + "/list", "id", 0)).as("%s/list", entity).isNull();
      assertThat(named(desk, entity + "/item", "id", id)).as("%s/item", entity).isEqualTo(own);
      assertThat(named(desk, entity + "/items", "ids", id)).as("%s/items", entity).isEqualTo(own);
      assertThat(named(desk, entity + "/deps", "masterid", master))
          .as("%s/deps", entity)
          .isEqualTo(own);
      assertThat(named(desk, entity + "/ldeps", "masterids", master))
          .as("%s/ldeps", entity)
          .isEqualTo(own);
    }
    assertThat(
            named(
                desk,
                "position/ldeps",
                Map.of("masterids", List.of(own, String.valueOf(other.accountId)))))
        .as("of two accounts")
        .isNull();
  }

  /** With an order that works, a pair of fills and a strategy. */
  private TradovateDesk tradedDesk() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    order(desk, "Buy", "\"orderType\": \"Market\"");
    eventually(() -> desk.netPos() == 1);
    order(desk, "Sell", "\"orderType\": \"Market\"");
    eventually(() -> desk.netPos() == 0);
    order(desk, "Buy", "\"orderType\": \"Limit\", \"price\": 4000");
    assertThat(
            desk.postText(
                    "orderstrategy/startorderstrategy",
                    """
                    {"accountSpec": "%s", "symbol": "%s", "orderStrategyTypeId": 2, "action": "Buy", "params": "%s"}
                    """
                        .formatted(desk.name, desk.contract, STRATEGY))
                .asString())
        .contains("\"orderStrategy\"");
    return desk;
  }

  private static void order(TradovateDesk desk, String action, String how) {
    assertThat(
            desk.postText(
                    "order/placeorder",
                    "{\"accountId\": %d, \"symbol\": \"%s\", \"action\": \"%s\", \"orderQty\": 1, %s}"
                        .formatted(desk.accountId, desk.contract, action, how))
                .asString())
        .contains("orderId");
  }

  private static boolean isOf(TradovateDesk other, Map<String, Object> row) {
    long account = number(row, row.containsKey("accountId") ? "accountId" : "id");
    return account == other.accountId
        || row.containsKey("contractId") && number(row, "contractId") == other.contractId;
  }

  private @Nullable String named(TradovateDesk desk, String operation, String parameter, long value)
      throws Throwable {
    return named(desk, operation, Map.of(parameter, List.of(String.valueOf(value))));
  }

  /** The account that a line names which is written when the read is over. */
  private @Nullable String named(
      TradovateDesk desk, String operation, Map<String, List<String>> query) throws Throwable {
    String over = "over " + UUID.randomUUID();
    try (LogLines lines = LogLines.kept()) {
      VertxContextSupport.subscribeAndAwait(
          () ->
              authenticate
                  .with(new Credential.Token(desk.token()))
                  .chain(
                      caller ->
                          reads
                              .operation(operation)
                              .call(
                                  new TradovateCall(
                                      caller, over, "127.0.0.1", new HashMap<>(query), "")))
                  .invoke(() -> LOG.info(over)));
      return lines.contextOf(over).get("account");
    }
  }
}
