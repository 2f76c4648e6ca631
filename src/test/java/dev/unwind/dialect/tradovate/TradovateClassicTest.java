// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.OtherSettings;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Strict clients of the vendor's oldest schema know no timestamp in a contract. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class TradovateClassicTest {
  @Inject ImportBook importBook;

  @Test
  void contractsHaveTheFieldsOfTheOldestSchemaAloneByEveryWay() throws Exception {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    Map<String, Object> found = desk.item("contract/find?name=" + desk.contract);
    assertThat(found)
        .containsOnlyKeys("id", "name", "contractMaturityId")
        .containsEntry("name", desk.contract);
    assertThat(desk.item("contract/item?id=" + desk.contractId)).isEqualTo(found);
    assertThat(desk.list("contract/items?ids=" + desk.contractId)).isEqualTo(List.of(found));
    assertThat(desk.list("contract/suggest?l=1&t=" + desk.contract)).isEqualTo(List.of(found));
    try (TradovateSocketClient socket = TradovateSocketClient.connect("/v1/websocket")) {
      assertThat(socket.call("authorize", "", desk.token()).get("s").asInt()).isEqualTo(200);
      assertThat(socket.ok("contract/find", "name=" + desk.contract, "").has("timestamp"))
          .isFalse();
      assertThat(socket.ok("user/syncrequest", "", "{}").get("contracts"))
          .isNotEmpty()
          .allSatisfy(contract -> assertThat(contract.has("timestamp")).isFalse());
    }
  }
}
