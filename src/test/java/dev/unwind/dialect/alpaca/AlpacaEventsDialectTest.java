// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trade updates as server-sent events, past and coming. */
@QuarkusTest
class AlpacaEventsDialectTest {
  @Inject FreshAccounts accounts;

  private FreshAccount account() {
    return accounts.open(BookText.anAccount().position("NVDA", "40", "172.35"));
  }

  private static EventStream events(FreshAccount account, String query, String... headers)
      throws Exception {
    return EventStream.open(account.keyId(), account.secret(), query, headers);
  }

  private static void sellOne(FreshAccount account) {
    AlpacaCalls desk = new AlpacaCalls(account);
    desk.awaitStatus(Json.of(desk.delete("/v2/positions/NVDA?qty=1")).getString("id"), "filled");
  }

  private static List<Object> ids(List<Json> events) {
    return events.stream().<Object>map(e -> e.getString("event_id")).toList();
  }

  @Test
  void comingEventsAreToldOneLineEach() throws Exception {
    FreshAccount account = account();
    sellOne(account);
    try (EventStream stream = events(account, "")) {
      assertThat(stream.heartbeat()).isEqualTo(": heartbeat");
      assertThat(stream.isSilent()).as("the past is not told unasked").isTrue();
      AlpacaCalls desk = new AlpacaCalls(account);
      String order = Json.of(desk.delete("/v2/positions/NVDA")).getString("id");
      String first = stream.line();
      String second = stream.line();
      String id = first.startsWith("id:") ? first : second;
      String data = first.startsWith("id:") ? second : first;
      assertThat(data).startsWith("data: {");
      assertThat(id.substring(3).strip())
          .isEqualTo(Json.of(data.substring(6)).getString("event_id"));
      List<Json> told = stream.next(2);
      assertThat(told).extracting(e -> e.getString("event")).containsExactly("new", "fill");
      Map<String, Object> fill = told.get(1).getMap("$");
      assertThat(fill)
          .containsOnlyKeys(
              "at",
              "event",
              "event_id",
              "execution_id",
              "order",
              "position_qty",
              "price",
              "qty",
              "timestamp")
          .containsEntry("qty", "39")
          .containsEntry("position_qty", "0");
      Shapes.order(told.get(1).getMap("order"));
      assertThat(told.get(1).getString("order.id")).isEqualTo(order);
    }
  }

  @Test
  void pastIsToldFromAnyPointOn() throws Exception {
    FreshAccount account = account();
    sellOne(account);
    sellOne(account);
    sellOne(account);
    List<Json> all;
    try (EventStream stream = events(account, "?since=2020-01-01T00:00:00Z")) {
      all = stream.next(9);
      assertThat(stream.isSilent()).isTrue();
    }
    assertThat(ids(all)).doesNotHaveDuplicates().isSorted();
    assertThat(all).extracting(e -> e.getString("at")).doesNotHaveDuplicates();
    for (int i = 0; i < 8; i++) {
      // The official client goes on one nanosecond behind the last.
      String since = Instant.parse(all.get(i).getString("at")).plusNanos(1).toString();
      try (EventStream stream = events(account, "?since=" + since)) {
        assertThat(ids(stream.next(8 - i))).isEqualTo(ids(all.subList(i + 1, 9)));
      }
      try (EventStream stream = events(account, "?since_id=" + all.get(i).get("event_id"))) {
        assertThat(ids(stream.next(8 - i))).isEqualTo(ids(all.subList(i + 1, 9)));
      }
    }
  }

  @Test
  void boundedStreamsEnd() throws Exception {
    FreshAccount account = account();
    sellOne(account);
    sellOne(account);
    List<Json> all;
    try (EventStream stream =
        events(account, "?since=2020-01-01&until=" + Instant.now().plusMillis(1))) {
      all = stream.toTheEnd();
    }
    assertThat(all).hasSize(6);
    String at2 = all.get(2).getString("at");
    String at4 = all.get(4).getString("at");
    try (EventStream stream = events(account, "?since=" + at2 + "&until=" + at4)) {
      assertThat(ids(stream.toTheEnd())).as("both ends included").isEqualTo(ids(all.subList(2, 5)));
    }
    String id0 = all.get(0).getString("event_id");
    String id3 = all.get(3).getString("event_id");
    try (EventStream stream = events(account, "?since_id=" + id0 + "&until_id=" + id3)) {
      assertThat(ids(stream.toTheEnd())).isEqualTo(ids(all.subList(1, 4)));
    }
    try (EventStream stream = events(account, "?since_id=" + id3 + "&until_id=" + id0)) {
      assertThat(stream.toTheEnd()).isEmpty();
    }
    try (EventStream stream = events(account, "?since=2020-01-01&until=2020-01-02")) {
      assertThat(stream.toTheEnd()).isEmpty();
    }
  }

  @Test
  void reconnectLosesNothingAndRepeatsNothing() throws Exception {
    FreshAccount account = account();
    List<Object> told = new ArrayList<>();
    try (EventStream stream = events(account, "")) {
      AlpacaCalls desk = new AlpacaCalls(account);
      String first = Json.of(desk.delete("/v2/positions/NVDA?qty=1")).getString("id");
      told.addAll(ids(stream.next(1)));
      desk.awaitStatus(first, "filled");
    }
    sellOne(account);
    sellOne(account);
    try (EventStream stream = events(account, "", "Last-Event-ID", told.get(0).toString())) {
      told.addAll(ids(stream.next(8)));
      sellOne(account);
      told.addAll(ids(stream.next(3)));
      assertThat(stream.isSilent()).isTrue();
    }
    assertThat(told).hasSize(12).doesNotHaveDuplicates().isSorted();
    try (EventStream stream = events(account, "?since=2020-01-01")) {
      assertThat(ids(stream.next(12))).isEqualTo(told);
    }
  }

  @Test
  void replacementIsToldAsTwoEventsOfWhichEitherCanBeResumedBehind() throws Exception {
    FreshAccount account = account();
    AlpacaCalls desk = new AlpacaCalls(account);
    String old = desk.placeResting("NVDA", "sell", "10", "199");
    String next = Json.of(desk.patch("/v2/orders/" + old, Map.of("qty", "12"))).getString("id");
    desk.awaitStatus(next, "new");
    List<Json> all;
    try (EventStream stream = events(account, "?since=2020-01-01")) {
      all = stream.next(5);
    }
    assertThat(all)
        .extracting(e -> e.getString("event"))
        .containsExactly("pending_new", "new", "pending_replace", "replaced", "new");
    try (EventStream stream = events(account, "?since_id=" + all.get(3).get("event_id"))) {
      assertThat(ids(stream.next(1))).isEqualTo(ids(all.subList(4, 5)));
      assertThat(stream.isSilent()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "since=yesterday | failed to parse since",
        "since=2020-01-01&until=x | failed to parse until",
        "since_id=x | failed to parse since_id",
        "since_id=01AAAAAAAAAAAAAAAAAAAAAAAAU | failed to parse since_id",
        "since_id=00000000000000000000000000&until_id=x | failed to parse until_id",
        "until=2026-01-01 | since is required if until is specified",
        "until_id=00000000000000000000000000 | since_id is required if until_id is specified",
        "since=2020-01-01&since_id=00000000000000000000000000"
            + " | only one of since or since_id is accepted"
      })
  void boundsThatCannotBeReadAreRefused(String query, String message) {
    Shapes.error(
        new AlpacaCalls(account()).get("/v2/events/trades?" + query), 422, 40010001, message);
  }

  @Test
  void revocationEndsTheStream() throws Exception {
    FreshAccount account = account();
    try (EventStream stream = events(account, "")) {
      accounts.execute(
          "update credential set revoked_at = now() where key_id = $1", account.keyId());
      assertThat(stream.toTheEnd()).isEmpty();
    }
  }
}
