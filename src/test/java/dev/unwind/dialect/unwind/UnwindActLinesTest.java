// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.fixture.LogLines;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Accounts of one act are decided about side by side, and each has its lines. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
class UnwindActLinesTest {
  /** Kept here, for a logger without a strong reference forgets its level. */
  private static final Logger TALKING = Logger.getLogger("dev.unwind.application.act");

  @Inject ImportBook importBook;

  @BeforeEach
  void talk() {
    TALKING.setLevel(org.jboss.logmanager.Level.DEBUG);
  }

  @AfterEach
  void hush() {
    TALKING.setLevel(null);
  }

  @Test
  void linesOfAnActNameTheAccountOfWhatTheyTell() {
    UnwindDesk desk = new UnwindDesk(importBook);
    try (LogLines lines = LogLines.all()) {
      Json act = Json.of(desk.liquidate("both", "{\"accounts\": [\"*\"], \"scope\": \"ACCOUNT\"}"));
      List<String> names = act.getList("accounts.account");
      assertThat(names).hasSize(4);
      for (int i = 0; i < names.size(); i++) {
        String account = Json.of(desk.get("both", "/accounts/" + names.get(i))).getString("id");
        assertThat(lines.contextOf("act=" + act.getString("id") + " account=" + account))
            .containsEntry("request", act.getString("requestId"))
            .containsEntry("account", account)
            .containsEntry("liquidation", act.getString("accounts[" + i + "].closing.liquidation"));
      }
    }
  }
}
