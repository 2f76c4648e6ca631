// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What clients ask for at start: who calls, and what restricts his accounts. */
@QuarkusTest
class TradovateRiskReadsTest {
  @Inject ImportBook importBook;

  @Test
  void callerFindsHimselfAndNobodyElse() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    TradovateDesk other = TradovateDesk.open(importBook, 2, "");
    Response list = desk.get("user/list");
    assertThat(Json.of(list).getList("name")).containsExactly(desk.name);
    long id = Json.of(list).getLong("[0].id");
    assertThat(Json.of(desk.get("auth/me")).getLong("userId")).isEqualTo(id);
    assertThat(Json.of(desk.get("user/find?name=" + desk.name)).getLong("id")).isEqualTo(id);
    assertThat(Json.of(desk.get("user/item?id=" + id)).getString("name")).isEqualTo(desk.name);
    long foreign = Json.of(other.get("user/list")).getLong("[0].id");
    assertThat(Json.of(desk.get("user/items?ids=" + id + "," + foreign)).getList("id")).hasSize(1);
    assertThat(desk.get("user/item?id=" + foreign).statusCode()).isEqualTo(404);
    assertThat(desk.get("user/find?name=" + other.name).statusCode()).isEqualTo(404);
  }

  @Test
  void riskStatusIsTheLatchOfTheAccount() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    String deps = "accountriskstatus/deps?masterid=" + desk.accountId;
    assertThat(Json.of(desk.get(deps)).getList("adminAction")).containsExactly("Normal");
    assertThat(Json.of(desk.get("accountRiskStatus/item?id=" + desk.accountId)).getLong("id"))
        .isEqualTo(desk.accountId);
    assertThat(
            Json.of(desk.get("marginSnapshot/item?id=" + desk.accountId)).getInt("totalUsedMargin"))
        .isZero();
    assertThat(
            Json.of(desk.get("userAccountAutoLiq/deps?masterid=" + desk.accountId))
                .getList("changesLocked"))
        .containsExactly(false);
  }
}
