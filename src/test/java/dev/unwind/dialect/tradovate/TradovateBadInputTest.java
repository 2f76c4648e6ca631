// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Input that must be refused, through HTTP and the socket alike: with the contract's status and
 * words, and nothing changed in the ledger.
 */
@QuarkusTest
class TradovateBadInputTest {
  private static final String INVALID = "Invalid or missed parameters: ";
  private static final String NO_ACCOUNT =
      "the account does not exist, or the caller has no grant on it";

  @Inject ImportBook importBook;
  @Inject FreshAccounts accounts;

  /**
   * A refused call.
   *
   * @param text of the status; where it is 200, the failureReason
   */
  private record Refused(String operation, String body, int status, String text) {}

  private static Refused invalid(String operation, String body, String what) {
    return new Refused(operation, body, 400, INVALID + what);
  }

  private static Refused failed(String operation, String body, String reason) {
    return new Refused(operation, body, 200, reason);
  }

  private static List<Refused> refused(long foreign) {
    String place = "order/placeorder";
    String one = "order/liquidateposition";
    String several = "order/liquidatepositions";
    return List.of(
        invalid(place, "{", "the body is not JSON"),
        invalid(place, "{} {}", "the body is not JSON"),
        invalid(place, "[]", "the body is not a JSON object"),
        invalid(place, "", "orderQty"),
        invalid(place, order("\"orderQty\":0"), "orderQty"),
        invalid(place, order("\"orderQty\":-1"), "orderQty"),
        invalid(place, order("\"orderQty\":2147483648"), "orderQty"),
        invalid(place, order("\"orderQty\":1e400"), "orderQty"),
        invalid(place, order("\"orderQty\":1.5"), "orderQty"),
        invalid(place, order("\"orderQty\":\"1\""), "orderQty"),
        invalid(place, order("\"orderQty\":null"), "orderQty"),
        invalid(place, order("\"action\":\"Hold\""), "action"),
        invalid(place, order("\"orderType\":7"), "orderType"),
        invalid(place, order("\"symbol\":\"\""), "symbol"),
        invalid(place, order("\"symbol\":\"" + "M".repeat(65) + "\""), "symbol"),
        invalid(place, order("\"accountId\":99999999999999999999"), "accountId"),
        invalid(place, order("\"accountId\":\"x\""), "accountId"),
        invalid(place, order("\"accountId\":-1"), "accountId"),
        invalid(place, order("\"price\":\"4900\""), "price"),
        invalid(place, order("\"customTag50\":5"), "customTag50"),
        failed(place, order("\"accountId\":" + foreign), "Unauthorized"),
        failed(place, order("\"accountId\":77"), "Unauthorized"),
        failed(place, order("\"symbol\":\"NOPE\""), "InvalidContract"),
        failed(place, order("\"price\":4900.1"), "InvalidPrice"),
        failed(place, order("\"price\":-1"), "InvalidPrice"),
        failed(place, order("\"price\":null"), "InvalidPrice"),
        failed(
            place, order("\"orderType\":\"TrailingStopLimit\""), "AdvancedTrailingStopUnsupported"),
        failed(place, order("\"orderType\":\"TrailingStop\""), "InvalidPrice"),
        failed(place, order("\"orderType\":\"TrailingStop\",\"pegDifference\":0"), "InvalidPrice"),
        failed(
            place, order("\"orderType\":\"TrailingStop\",\"pegDifference\":0.1"), "InvalidPrice"),
        failed(place, order("\"orderType\":\"Stop\",\"pegDifference\":5"), "Unsupported"),
        failed(place, order("\"orderType\":\"MIT\""), "Unsupported"),
        invalid("order/placeoco", order("\"x\":1"), "other"),
        invalid("order/placeoco", order("\"other\":{}"), "other.action"),
        invalid("order/placeoso", order("\"x\":1"), "bracket1"),
        invalid("order/cancelorder", "{}", "orderId"),
        failed("order/cancelorder", "{\"orderId\":77}", "Unauthorized"),
        invalid("order/modifyorder", "{\"orderId\":77}", "orderQty"),
        invalid(one, "not json", "the body is not JSON"),
        invalid(one, "{\"accountId\":ACCOUNT,\"admin\":false}", "contractId (or symbol)"),
        invalid(one, "{\"contractId\":CONTRACT,\"admin\":false}", "accountId (or accountSpec)"),
        invalid(one, "{\"accountId\":ACCOUNT,\"contractId\":CONTRACT}", "admin"),
        invalid(one, close("CONTRACT", "\"admin\":\"false\""), "admin"),
        invalid(one, close("1.5", "\"admin\":false"), "contractId"),
        invalid(one, close("9223372036854775808", "\"admin\":false"), "contractId"),
        invalid(
            one,
            close("CONTRACT", "\"admin\":false,\"customTag50\":\"" + "t".repeat(65) + "\""),
            "customTag50"),
        failed(one, close("77", "\"admin\":false"), "InvalidContract"),
        failed(
            one,
            "{\"accountId\":" + foreign + ",\"contractId\":CONTRACT,\"admin\":false}",
            "Unauthorized"),
        invalid(several, "{\"admin\":false}", "positions"),
        invalid(several, "{\"positions\":[],\"admin\":false}", "positions"),
        invalid(several, "{\"positions\":[\"1\"],\"admin\":false}", "positions"),
        invalid(several, "{\"positions\":[" + ids(10_000) + "],\"admin\":false}", "positions"),
        invalid("order/dryrun", "{\"accountId\":ACCOUNT}", "orders"),
        new Refused("order/dryrun", "{\"accountId\":77,\"orders\":[ORDER]}", 404, NO_ACCOUNT),
        invalid("orderstrategy/startorderstrategy", "{}", "symbol"),
        invalid("orderstrategy/interruptorderstrategy", "{}", "orderStrategyId"),
        invalid("auth/accesstokenrequest", "{\"name\":\"x\"}", "password"));
  }

  /** A good order, but for one more field, which takes the place of the good one of its name. */
  private static String order(String field) {
    String name = field.substring(0, field.indexOf(':') + 1);
    return Stream.of(
            "\"accountId\":ACCOUNT",
            "\"symbol\":\"SYMBOL\"",
            "\"action\":\"Buy\"",
            "\"orderQty\":1",
            "\"orderType\":\"Limit\"",
            "\"price\":4900",
            field)
        .filter(good -> good.equals(field) || name.isEmpty() || !good.startsWith(name))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String close(String contract, String more) {
    return "{\"accountId\":ACCOUNT,\"contractId\":" + contract + "," + more + "}";
  }

  private static String ids(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  private static String filled(TradovateDesk desk, String body) {
    return body.replace(
            "ORDER",
            "{\"contractId\":CONTRACT,\"action\":\"Buy\",\"orderQty\":1,\"orderType\":\"Market\"}")
        .replace("ACCOUNT", Long.toString(desk.accountId))
        .replace("CONTRACT", Long.toString(desk.contractId))
        .replace("SYMBOL", desk.contract);
  }

  @Test
  void badCommandsChangeNothing() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    TradovateDesk other = TradovateDesk.open(importBook, 1, "");
    String before = fingerprint(desk) + fingerprint(other);
    List<Refused> all = refused(other.accountId);
    try (TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      for (Refused refused : all) {
        String body = filled(desk, refused.body());
        String shown = refused.operation() + " " + body.substring(0, Math.min(120, body.length()));
        Response http = desk.postText(refused.operation(), body);
        assertThat(http.statusCode()).as(shown + http.asString()).isEqualTo(refused.status());
        JsonNode ws = socket.call(refused.operation(), "", body);
        assertThat(ws.path("s").asInt()).as(shown + ws).isEqualTo(refused.status());
        if (refused.status() == 200) {
          assertThat(Json.of(http).getString("failureReason"))
              .as(shown + http.asString())
              .isEqualTo(refused.text());
          assertThat(Json.of(http).getString("failureText")).as(shown).isNotBlank();
          assertThat(ws.path("d").path("failureReason").asText()).isEqualTo(refused.text());
        } else {
          assertThat(http.asString())
              .as(shown)
              .isEqualTo(TextNode.valueOf(refused.text()).toString());
          assertThat(ws.path("d").asText()).as(shown).isEqualTo(refused.text());
        }
      }
    }
    assertThat(fingerprint(desk) + fingerprint(other)).isEqualTo(before);
    System.out.printf("bad commands refused: %d, through HTTP and the socket%n", all.size());
  }

  @Test
  void badReadsAreRefused() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    List<List<String>> cases =
        List.of(
            List.of("order/item", "", "400", INVALID + "id"),
            List.of("order/item", "id=", "400", INVALID + "id"),
            List.of("order/item", "id=abc", "400", INVALID + "id"),
            List.of("order/item", "id=0", "400", INVALID + "id"),
            List.of("order/item", "id=9223372036854775808", "400", INVALID + "id"),
            List.of("order/item", "id=77", "404", "order not found"),
            List.of("order/items", "", "400", INVALID + "ids"),
            List.of("order/items", "ids=1,x", "400", INVALID + "ids"),
            List.of("contract/find", "", "400", INVALID + "name"),
            List.of("contract/find", "name=NOPE", "404", "contract not found"),
            List.of("position/find", "name=x", "404", "position not found"),
            List.of("no/such", "", "404", "operation not found"));
    try (TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      for (List<String> c : cases) {
        JsonNode ws = socket.call(c.get(0), c.get(1), "");
        assertThat(List.of(ws.path("s").asText(), ws.path("d").asText()))
            .as("%s", c)
            .containsExactly(c.get(2), c.get(3));
        Response http = desk.get(c.get(0) + (c.get(1).isEmpty() ? "" : "?" + c.get(1)));
        assertThat(http.statusCode()).as("%s", c).isEqualTo(Integer.parseInt(c.get(2)));
        if (!c.get(0).equals("no/such")) {
          assertThat(http.asString()).isEqualTo(TextNode.valueOf(c.get(3)).toString());
        }
      }
      assertThat(socket.call("order/items", "ids=" + ids(10_000), "").path("d").asText())
          .isEqualTo(INVALID + "ids (at most 1000)");
      assertThat(desk.get("order/items?ids=" + ids(500)).asString()).isEqualTo("[]");
    }
  }

  private String fingerprint(TradovateDesk desk) {
    FreshAccount account =
        new FreshAccount(desk.name, desk.accountId, new UUID(0, 0), "", "", "", "", "");
    return accounts.fingerprint(account);
  }
}
