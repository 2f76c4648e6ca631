// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UnwindEventsTest {
  private static final String EVERYTHING =
      """
      {"account": "desk#", "scope": "ACCOUNT", "cancelOrders": true}""";

  @Inject ImportBook importBook;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @Test
  void theLogTellsALiquidationFromItsStartToItsEnd() {
    desk.ended("trader", desk.liquidate("trader", EVERYTHING).jsonPath().getString("id"));
    JsonPath page = desk.get("reader", "/events").jsonPath();
    List<Long> seqs = page.getList("events.seq", Long.class);
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    assertThat(page.getLong("next")).isEqualTo(seqs.size());
    List<String> kinds = page.getList("events.kind");
    assertThat(kinds)
        .contains("ORDER_PENDING_CANCEL", "ORDER_CANCELED", "LIQUIDATION_NEW", "FILL")
        .endsWith("LIQUIDATION_ENDED");
    JsonPath fill = page.setRootPath("events.findAll { it.kind == 'FILL' }[0]");
    assertThat(fill.getString("fill.quantity")).isNotBlank();
    assertThat(fill.getString("order.status")).isEqualTo("FILLED");
    assertThat(fill.getString("position.symbol")).isEqualTo(fill.getString("fill.symbol"));
    assertThat(fill.getString("cash")).isNotBlank();
  }

  @Test
  void pagesOfTheLogFollowOneAnother() {
    desk.ended("trader", desk.liquidate("trader", EVERYTHING).jsonPath().getString("id"));
    List<Long> all = desk.get("reader", "/events").jsonPath().getList("events.seq", Long.class);
    List<Long> paged = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonPath page = desk.get("reader", "/events?limit=3&after=" + after).jsonPath();
      List<Long> seqs = page.getList("events.seq", Long.class);
      paged.addAll(seqs);
      after = page.getLong("next");
      if (seqs.isEmpty()) {
        break;
      }
    }
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void aForeignLogIsAnAbsentOne() {
    refused(desk.get("other", "/events?account=desk#"), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("both", "/events"), 400, "ACCOUNT_AMBIGUOUS");
    refused(desk.get("reader", "/events?after=x"), 400, "REQUEST_MALFORMED");
    refused(desk.get("reader", "/events?limit=1001"), 400, "REQUEST_MALFORMED");
    Response foreign =
        desk.as("other")
            .accept("text/event-stream")
            .get(desk.name("/unwind/v1/events/stream?account=desk#"));
    refused(foreign, 404, "ACCOUNT_NOT_FOUND");
  }

  @Test
  void aStreamBeginsWithWhatHappensFromNowOn() throws Exception {
    try (Stream events = open("reader", null, "")) {
      desk.liquidate("trader", EVERYTHING);
      List<Frame> frames = events.until("LIQUIDATION_ENDED");
      assertThat(frames.get(0).name).isEqualTo("LIQUIDATION_NEW");
      long first = frames.get(0).id;
      assertThat(frames)
          .extracting(f -> f.id)
          .isEqualTo(LongStream.range(first, first + frames.size()).boxed().toList());
      JsonPath last = JsonPath.from(frames.get(frames.size() - 1).data);
      assertThat(last.getLong("seq")).isEqualTo(first + frames.size() - 1);
      assertThat(last.getString("liquidation.status")).isEqualTo("FILLED");
    }
  }

  @Test
  void aStreamGoesOnWhereItsClientLeft() throws Exception {
    desk.ended("trader", desk.liquidate("trader", EVERYTHING).jsonPath().getString("id"));
    List<Long> all = desk.get("reader", "/events").jsonPath().getList("events.seq", Long.class);
    try (Stream events = open("reader", "2", "?after=7")) {
      List<Frame> frames = events.until("LIQUIDATION_ENDED");
      assertThat(frames).extracting(f -> f.id).isEqualTo(all.subList(2, all.size()));
    }
    try (Stream events = open("reader", null, "?after=" + (all.size() - 1))) {
      assertThat(events.until("LIQUIDATION_ENDED")).hasSize(1);
    }
  }

  private record Frame(long id, String name, String data) {}

  private Stream open(String principal, @Nullable String lastEventId, String query)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:" + RestAssured.port + "/unwind/v1/events/stream" + query))
            .timeout(Duration.ofSeconds(20))
            .header("Accept", "text/event-stream")
            .header("Authorization", desk.name("Bearer " + principal + "-token#"));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new Stream(response.body());
  }

  /** Frames as they come; comments are passed over. */
  private static final class Stream implements AutoCloseable {
    private final BufferedReader lines;

    Stream(InputStream body) {
      lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    List<Frame> until(String name) throws IOException {
      List<Frame> frames = new ArrayList<>();
      while (frames.isEmpty() || !frames.get(frames.size() - 1).name.equals(name)) {
        frames.add(next());
      }
      return frames;
    }

    private Frame next() throws IOException {
      long id = -1;
      String name = "";
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty() && id >= 0) {
          return new Frame(id, name, data.toString());
        }
        if (line.startsWith("id:")) {
          id = Long.parseLong(line.substring(3).strip());
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        }
      }
      throw new IllegalStateException("the stream has ended");
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
