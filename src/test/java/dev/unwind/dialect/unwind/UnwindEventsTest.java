// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
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
    desk.ended("trader", Json.of(desk.liquidate("trader", EVERYTHING)).getString("id"));
    Json page = Json.of(desk.get("reader", "/events"));
    List<Long> seqs = page.getList("events.seq", Long.class);
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    assertThat(page.getLong("next")).isEqualTo(seqs.size());
    List<String> kinds = page.getList("events.kind");
    assertThat(kinds)
        .contains("ORDER_PENDING_CANCEL", "ORDER_CANCELED", "LIQUIDATION_NEW", "FILL")
        .endsWith("LIQUIDATION_ENDED");
    Json fill = page.at("events[kind=FILL]");
    assertThat(fill.getString("fill.quantity")).isNotBlank();
    assertThat(fill.getString("order.status")).isEqualTo("FILLED");
    assertThat(fill.getString("position.symbol")).isEqualTo(fill.getString("fill.symbol"));
    assertThat(fill.getString("cash")).isNotBlank();
  }

  @Test
  void pagesOfTheLogFollowOneAnother() {
    desk.ended("trader", Json.of(desk.liquidate("trader", EVERYTHING)).getString("id"));
    List<Long> all = Json.of(desk.get("reader", "/events")).getList("events.seq", Long.class);
    List<Long> paged = new ArrayList<>();
    long after = 0;
    while (true) {
      Json page = Json.of(desk.get("reader", "/events?limit=3&after=" + after));
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
      Json last = Json.of(frames.get(frames.size() - 1).data);
      assertThat(last.getLong("seq")).isEqualTo(first + frames.size() - 1);
      assertThat(last.getString("liquidation.status")).isEqualTo("FILLED");
    }
  }

  @Test
  void aStreamGoesOnWhereItsClientLeft() throws Exception {
    desk.ended("trader", Json.of(desk.liquidate("trader", EVERYTHING)).getString("id"));
    List<Long> all = Json.of(desk.get("reader", "/events")).getList("events.seq", Long.class);
    try (Stream events = open("reader", "2", "?after=7")) {
      List<Frame> frames = events.until("LIQUIDATION_ENDED");
      assertThat(frames).extracting(f -> f.id).isEqualTo(all.subList(2, all.size()));
    }
    try (Stream events = open("reader", null, "?after=" + (all.size() - 1))) {
      assertThat(events.until("LIQUIDATION_ENDED")).hasSize(1);
    }
  }

  @Test
  void filtersGiveWhatTheWholeLogHasOfIt() {
    desk.ended("trader", Json.of(desk.liquidate("trader", EVERYTHING)).getString("id"));
    String id =
        Json.of(
                desk.as("both")
                    .body(desk.name("{\"account\": \"other#\", \"scope\": \"ACCOUNT\"}"))
                    .post("/unwind/v1/liquidations"))
            .getString("id");
    desk.ended("both", id);
    desk.put("risk", "/accounts/desk#/trading-state", "{\"state\": \"HALTED\", \"reason\": \"r\"}");
    Json all = Json.of(desk.get("reader", "/events"));
    List<Long> seqs = all.getList("events.seq", Long.class);
    String from = all.getString("events[5].at");
    String to = all.getString("events[9].at");
    String first = all.getString("events[kind=LIQUIDATION_NEW].liquidation.id");

    assertThat(walked("/events?kind=fill,LIQUIDATION_ENDED"))
        .isEqualTo(
            seqs(all, e -> Set.of("FILL", "LIQUIDATION_ENDED").contains(e.getString("kind"))))
        .hasSizeGreaterThan(3);
    assertThat(walked("/events?actor=" + desk.name("risk#")))
        .isEqualTo(List.of(seqs.get(seqs.size() - 1)));
    assertThat(walked("/events?from=" + from + "&to=" + to)).isEqualTo(seqs.subList(5, 9));
    assertThat(walked("/events?liquidation=" + first))
        .isEqualTo(
            seqs(
                all,
                e ->
                    e.get("liquidation") != null
                        || e.get("fill") != null
                        || "MARKET".equals(e.getString("order.type"))))
        .hasSizeGreaterThan(10);
    assertThat(walked("/events?liquidation=" + first + "&kind=ORDER_NEW")).hasSize(3);
    refused(desk.get("reader", "/events?liquidation=" + id), 404, "LIQUIDATION_NOT_FOUND");
    refused(
        desk.get("both", "/events?account=desk#&liquidation=" + id), 404, "LIQUIDATION_NOT_FOUND");
    refused(desk.get("reader", "/events?kind=NONE"), 400, "REQUEST_MALFORMED");
    refused(desk.get("reader", "/events?cursor=1:1"), 400, "REQUEST_MALFORMED");
    refused(desk.get("reader", "/events?account=*&cursor=x"), 400, "REQUEST_MALFORMED");
    refused(desk.get("reader", "/events?after=99999999"), 400, "REQUEST_MALFORMED");
  }

  private static List<Long> seqs(Json page, Predicate<Json> which) {
    return page.items("events").stream().filter(which).map(e -> e.getLong("seq")).toList();
  }

  /** Page by page, two at a time. */
  private List<Long> walked(String path) {
    List<Long> seqs = new ArrayList<>();
    long after = 0;
    while (true) {
      Json page = Json.of(desk.get("reader", path + "&limit=2&after=" + after));
      seqs.addAll(page.getList("events.seq", Long.class));
      assertThat(page.getLong("next")).isGreaterThanOrEqualTo(after);
      after = page.getLong("next");
      if (!page.getBoolean("more")) {
        return seqs;
      }
    }
  }

  @Test
  void whatAnActHasDoneIsFoundInAllOfItsAccounts() {
    Response made =
        desk.as("risk")
            .header("X-Request-Id", desk.name("act#"))
            .body(
                desk.name(
                    "{\"accounts\": [\"other#\", \"desk#\"], \"reason\": \"r\", \"liquidate\": {}}"))
            .post("/unwind/v1/halts");
    assertThat(made.statusCode()).as("%s", made.asString()).isEqualTo(202);
    String act = Json.of(made).getString("id");
    for (String liquidation : Json.of(made).getList("accounts.closing.liquidation", String.class)) {
      desk.ended("risk", liquidation);
    }
    Json all = Json.of(desk.get("risk", "/events?act=" + act + "&limit=1000"));
    List<List<Long>> told = places(all);
    List<String> kinds = all.getList("events.kind");
    assertThat(all.getBoolean("more")).isFalse();
    assertThat(all.getString("cursor")).isNull();
    assertThat(Collections.frequency(kinds, "ACCOUNT_LATCHED")).isEqualTo(2);
    assertThat(Collections.frequency(kinds, "LIQUIDATION_ENDED")).isEqualTo(2);
    assertThat(Set.copyOf(all.getList("events.accountId"))).hasSize(2);
    assertThat(byCursor("/events?act=" + act)).isEqualTo(told);

    List<List<Long>> every = byCursor("/events?account=*&kind=ACCOUNT_LATCHED,LIQUIDATION_ENDED");
    assertThat(every).hasSize(4).isSortedAccordingTo(Comparator.comparing(UnwindEventsTest::place));
    Json own = Json.of(desk.get("reader", "/events?act=" + act));
    assertThat(Set.copyOf(own.getList("events.accountId"))).hasSize(1);
    refused(desk.get("reader", "/events?act=" + UUID.randomUUID()), 404, "ACT_NOT_FOUND");
  }

  /** Account and number of each event. */
  private static List<List<Long>> places(Json page) {
    return page.items("events").stream()
        .map(event -> List.of(event.getLong("accountId"), event.getLong("seq")))
        .toList();
  }

  private static long place(List<Long> event) {
    return event.get(0) * 1_000_000 + event.get(1);
  }

  /** Page by page over several accounts, two at a time. */
  private List<List<Long>> byCursor(String path) {
    List<List<Long>> told = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      Json page = Json.of(desk.get("both", path + "&limit=2&cursor=" + cursor));
      told.addAll(places(page));
      cursor = page.getString("cursor");
    }
    return told;
  }

  @Test
  void aLiquidationsStreamBeginsAndEndsWithIt() throws Exception {
    desk.put(
        "risk", "/accounts/desk#/trading-state", "{\"state\": \"CLOSE_ONLY\", \"reason\": \"r\"}");
    String id = Json.of(desk.liquidate("trader", EVERYTHING)).getString("id");
    String path = "/liquidations/" + id + "/events";
    List<Frame> frames;
    try (Stream events = follow("reader", null, path)) {
      frames = events.toItsEnd();
    }
    assertThat(frames.get(0).name).isEqualTo("LIQUIDATION_NEW");
    assertThat(frames.get(frames.size() - 1).name).isEqualTo("LIQUIDATION_ENDED");
    assertThat(frames)
        .extracting(f -> f.name)
        .contains("FILL", "ORDER_NEW")
        .doesNotContain("ACCOUNT_LATCHED");
    assertThat(frames).extracting(f -> f.id).isEqualTo(walked("/events?liquidation=" + id));

    try (Stream events = follow("reader", Long.toString(frames.get(3).id), path)) {
      assertThat(events.toItsEnd()).isEqualTo(frames.subList(4, frames.size()));
    }
    long last = frames.get(frames.size() - 1).id;
    Response over =
        desk.as("reader")
            .accept("text/event-stream")
            .header("Last-Event-ID", last)
            .get("/unwind/v1" + path);
    assertThat(over.statusCode()).isEqualTo(204);
    Response foreign = desk.as("other").accept("text/event-stream").get("/unwind/v1" + path);
    refused(foreign, 404, "LIQUIDATION_NOT_FOUND");
  }

  private record Frame(long id, String name, String data) {}

  private Stream open(String principal, @Nullable String lastEventId, String query)
      throws IOException, InterruptedException {
    return follow(principal, lastEventId, "/events/stream" + query);
  }

  private Stream follow(String principal, @Nullable String lastEventId, String path)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/unwind/v1" + path))
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

    List<Frame> toItsEnd() throws IOException {
      List<Frame> frames = new ArrayList<>();
      for (Frame frame = read(); frame != null; frame = read()) {
        frames.add(frame);
      }
      return frames;
    }

    private Frame next() throws IOException {
      Frame frame = read();
      if (frame == null) {
        throw new IllegalStateException("the stream has ended");
      }
      return frame;
    }

    private @Nullable Frame read() throws IOException {
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
      return null;
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
