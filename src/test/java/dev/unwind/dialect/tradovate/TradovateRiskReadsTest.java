// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(list.jsonPath().getList("name")).containsExactly(desk.name);
    long id = list.jsonPath().getLong("[0].id");
    assertThat(desk.get("auth/me").jsonPath().getLong("userId")).isEqualTo(id);
    assertThat(desk.get("user/find?name=" + desk.name).jsonPath().getLong("id")).isEqualTo(id);
    assertThat(desk.get("user/item?id=" + id).jsonPath().getString("name")).isEqualTo(desk.name);
    long foreign = other.get("user/list").jsonPath().getLong("[0].id");
    assertThat(desk.get("user/items?ids=" + id + "," + foreign).jsonPath().getList("id"))
        .hasSize(1);
    assertThat(desk.get("user/item?id=" + foreign).statusCode()).isEqualTo(404);
    assertThat(desk.get("user/find?name=" + other.name).statusCode()).isEqualTo(404);
  }

  @Test
  void riskStatusIsTheLatchOfTheAccount() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    String deps = "accountriskstatus/deps?masterid=" + desk.accountId;
    assertThat(desk.get(deps).jsonPath().getList("adminAction")).containsExactly("Normal");
    assertThat(desk.get("accountRiskStatus/item?id=" + desk.accountId).jsonPath().getLong("id"))
        .isEqualTo(desk.accountId);
    assertThat(
            desk.get("marginSnapshot/item?id=" + desk.accountId)
                .jsonPath()
                .getInt("totalUsedMargin"))
        .isZero();
    assertThat(
            desk.get("userAccountAutoLiq/deps?masterid=" + desk.accountId)
                .jsonPath()
                .getList("changesLocked"))
        .containsExactly(false);
  }
}
