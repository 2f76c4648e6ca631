// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closing ten thousand positions by one call to a server with half a gigabyte of heap. */
@Timeout(240)
class AlpacaLargeCloseIT {
  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"10000, false", "2000, true"})
  void thousandsOfPositionsAreClosedByOneCall(int positions, boolean cancelOrders)
      throws Exception {
    BookText book = BookText.anAccount();
    for (int i = 0; i < positions; i++) {
      book.equity("BIG" + i, "10.00").position("BIG" + i, i % 2 == 0 ? "7" : "-7", "9.50");
    }
    if (cancelOrders) {
      book.limit("BIG0", "sell", "7", "99.00").limit("BIG2", "sell", "7", "99.00");
    }
    Path file = directory.resolve("book.json");
    Files.write(file, book.bytes(nothing()));
    FreshAccount account = book.keys(0, new UUID(0, 0));
    try (TestDatabase database = TestDatabase.migrated();
        UnwindProcess server = UnwindProcess.start(environment(database, file), "serve")) {
      PackagedDesk desk = new PackagedDesk(server, account);
      desk.awaitReady();

      Instant asked = Instant.now();
      HttpResponse<String> closed = desk.delete("/v2/positions?cancel_orders=" + cancelOrders);
      Duration answered = Duration.between(asked, Instant.now());
      assertThat(closed.statusCode()).as(server.output()).isEqualTo(207);
      Json items = Json.of(closed.body());
      assertThat(items.getList("status")).hasSize(positions);
      assertThat(items.items("$")).allMatch(item -> item.getInt("status") == 200);
      assertThat(items.getList("body.id")).hasSize(positions).doesNotHaveDuplicates();
      assertThat(items.getList("symbol")).hasSize(positions).doesNotHaveDuplicates();

      desk.await("/v2/positions", 200, "[]");
      Duration flat = Duration.between(asked, Instant.now());
      assertThat(server.output()).doesNotContain("OutOfMemoryError");
      System.out.printf(
          "close-all positions=%d heap=512m cancel_orders=%s answered=%dms bytes=%d flat=%dms%n",
          positions, cancelOrders, answered.toMillis(), closed.body().length(), flat.toMillis());
      server.stop();
    }
  }

  private static Map<String, String> environment(TestDatabase database, Path book) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_IMPORT", book.toString());
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx512m");
    environment.put("UNWIND_LIQUIDATION_CANCEL_DEADLINE", "30s");
    return environment;
  }

  private static JsonObject nothing() {
    return new JsonObject().put("instruments", new JsonArray()).put("quotes", new JsonArray());
  }
}
