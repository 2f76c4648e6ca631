// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.persistence.LedgerSamples;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerJsonTest {
  private static final int EVENTS = 2_000;

  @Test
  void whatIsWrittenIsRead() {
    for (long seed = 1; seed <= EVENTS; seed++) {
      LedgerEvent event = new LedgerSamples(seed).event();
      JsonObject json = new JsonObject(LedgerJson.snapshot(event).encode());
      SnapshotReader read = new SnapshotReader(event.account(), json);
      assertThat(read.order()).as("seed %d", seed).isEqualTo(event.order());
      assertThat(read.fill()).as("seed %d", seed).isEqualTo(event.fill());
      assertThat(read.position()).as("seed %d", seed).isEqualTo(event.position());
      assertThat(read.liquidation()).as("seed %d", seed).isEqualTo(event.liquidation());
      assertThat(read.cash()).as("seed %d", seed).isEqualTo(event.cash());
      assertThat(read.latch()).as("seed %d", seed).isEqualTo(event.latch());
    }
    System.out.printf("LedgerJsonTest: %d seeds%n", EVENTS);
  }

  @Test
  void anExplicitNullIsReadAsAbsent() {
    LedgerEvent event = new LedgerSamples(1).event();
    JsonObject json = LedgerJson.snapshot(event);
    json.put("cash", null).put("latch", null).put("order", null);
    SnapshotReader read = new SnapshotReader(event.account(), new JsonObject(json.encode()));
    assertThat(read.cash()).isNull();
    assertThat(read.latch()).isNull();
    assertThat(read.order()).isNull();
  }

  @Test
  void timesHaveSixDigits() {
    Map<String, String> written =
        Map.of(
            "2026-11-20T14:30:00Z", "2026-11-20T14:30:00.000000Z",
            "2026-01-02T03:04:05.000001Z", "2026-01-02T03:04:05.000001Z",
            "2026-12-31T23:59:59.120Z", "2026-12-31T23:59:59.120000Z");
    written.forEach(
        (moment, text) -> assertThat(LedgerJson.text(Instant.parse(moment))).isEqualTo(text));
  }
}
