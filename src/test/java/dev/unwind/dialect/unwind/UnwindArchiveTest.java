// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.proof.CheckpointStore;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.archive.Archived;
import dev.unwind.persistence.archive.ArchivingCases;
import dev.unwind.persistence.archive.LogDrop;
import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What was archived and dropped is gone from the ledger, and still what was chained. */
@QuarkusTest
@Order(2) // archives the whole ledger
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UnwindArchiveTest extends ArchivingCases {
  @Inject ImportBook importBook;
  @Inject CheckpointStore checkpoints;

  private void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void whatIsDroppedIsProvenByItsArchiveAndWhatStaysByItsChain() throws Exception {
    Written first = archive("one.jsonl", BETWEEN);
    Archived part = part(first);
    assertThat(part.from()).isZero();
    assertThat(part.seq()).isEqualTo(10);
    assertThat(needs(part)).isEmpty();
    assertThat(drop(part)).isEqualTo(10);
    assertThat(number("select count(*) from event where account_id = " + account.value()))
        .isEqualTo(5);

    ChainCheck.Result alone = checked();
    assertThat(alone.violations()).isEmpty();
    assertThat(alone.chained()).isEqualTo(5);
    assertThat(alone.dropped()).containsExactly(new ChainCheck.Span(account.value(), 1, 10));
    ChainCheck.Result whole = checked(first.file());
    assertThat(lines(whole)).isEmpty();
    assertThat(whole.dropped()).isEmpty();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      assertThat(LedgerCheck.atRest(connection, account.value())).isEmpty();
    }

    later(LATER.plus(2, ChronoUnit.DAYS), 3, 18);
    Written second = archive("two.jsonl", LATER.plus(1, ChronoUnit.DAYS));
    assertThat(part(second).from()).isEqualTo(10);
    assertThat(drop(part(second))).isEqualTo(5);
    assertThat(lines(checked(first.file(), second.file()))).isEmpty();
    assertThat(checked(first.file(), second.file()).dropped()).isEmpty();
    assertThat(lines(checked(second.file())))
        .containsExactly(
            "account_id=%d events up to 10 are in an archive before this one"
                .formatted(account.value()));
    assertThat(checked(second.file()).dropped()).isNotEmpty();
    assertThat(checked(first.file()).dropped()).isNotEmpty();
  }

  @Test
  void whatIsChangedInAnArchiveOrWhereTheLogBeginsIsFound() throws Exception {
    Written written = archive("one.jsonl", BETWEEN);
    drop(part(written));
    String event = "\"account\":%d,\"seq\":4,".formatted(account.value());
    String before = Files.readString(written.file());
    String line = before.lines().filter(one -> one.contains(event)).findFirst().orElseThrow();
    edit(written.file(), line, line.replace("\"tester\"", "\"somebody\""));
    assertThat(lines(checked(written.file())))
        .containsExactly("account_id=%d seq=4 is not what was chained".formatted(account.value()));
    assertThat(checked(written.file()).dropped()).isNotEmpty();

    Files.writeString(written.file(), before.replace(line + "\n", ""));
    assertThat(lines(checked(written.file())))
        .contains("account_id=%d events 4 to 4 are missing".formatted(account.value()));
    Files.writeString(written.file(), before.substring(0, before.lastIndexOf("{\"end\"")));
    assertThat(checked(written.file()).violations())
        .extracting(Violation::row)
        .containsExactly(written.file() + " is not whole");
    Files.writeString(written.file(), before);

    rows.execute("update log_begin set hash = sha256(hash) where account_id = ?", account.value());
    assertThat(lines(checked(written.file())))
        .contains(
            "account_id=%d the log begins behind 10 with another head than was chained"
                .formatted(account.value()),
            "account_id=%d the log up to 10 is not the one that was archived"
                .formatted(account.value()));
  }

  @Test
  void aCursorIntoWhatWasDroppedIsGoneInTheWordsOfEachDialect() throws Exception {
    UnwindDesk desk = new UnwindDesk(importBook);
    drop(part(archive("one.jsonl", BETWEEN)));
    String of = "/events?account=" + account.value();
    Response gone = desk.get("risk", of + "&after=9");
    refused(gone, 410, "EVENTS_ARCHIVED");
    assertThat(Json.of(gone).getString("message")).contains("up to 10");
    assertThat(seqs(desk.get("risk", of + "&after=10"))).containsExactly(11L, 12L, 13L, 14L, 15L);
    assertThat(seqs(desk.get("risk", of))).containsExactly(11L, 12L, 13L, 14L, 15L);
    refused(
        desk.get("risk", "/events?account=*&cursor=" + account.value() + ":3"),
        410,
        "EVENTS_ARCHIVED");
    refused(
        desk.get("risk", "/events/stream?account=" + account.value() + "&after=3"),
        410,
        "EVENTS_ARCHIVED");
    Response alpaca =
        desk.as("risk")
            .header("Unwind-Account", account.value())
            .get("/v2/events/trades?since_id=00000000000000000000000000");
    assertThat(alpaca.statusCode()).as("%s", alpaca.asString()).isEqualTo(410);
    assertThat(Json.of(alpaca).getInt("code")).isEqualTo(41010000);
  }

  /** It is no account's, and has a chain, checkpoints, archives and an end like all others. */
  @Test
  void thePastOfTheLogOfAdministrationIsDroppedLikeAnAccounts() throws Exception {
    UnwindDesk desk = new UnwindDesk(importBook);
    account = AccountId.ADMINISTRATION;
    long end = chained();
    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    UnwindDesk.await(
        () -> {
          checkpoints.make(at, 10_000, hash -> Optional.empty()).await().atMost(PATIENCE);
          return ended("select proven_seq from proof_head where account_id = 0", end);
        },
        "a checkpoint of it");

    Written written = archive("administration.jsonl", Instant.now().plus(1, ChronoUnit.HOURS));
    Archived part = part(written);
    assertThat(part.name()).isEqualTo("administration");
    assertThat(part.seq()).isEqualTo(end);
    assertThat(needs(part)).isEmpty();
    assertThat(drop(part)).isPositive();
    String of = "/events?log=administration";
    refused(desk.get("admin", of + "&after=" + (end - 1)), 410, "EVENTS_ARCHIVED");
    refused(
        desk.get("admin", "/events/stream?log=administration&after=" + (end - 1)),
        410,
        "EVENTS_ARCHIVED");
    assertThat(seqs(desk.get("admin", of))).isEmpty();

    String somebody = "{\"name\": \"after#\", \"roles\": [\"reader\"], \"accounts\": [\"desk#\"]}";
    assertThat(desk.post("admin", "/principals", somebody).statusCode()).isEqualTo(201);
    assertThat(seqs(desk.get("admin", of))).containsExactly(end + 1);
    assertThat(seqs(desk.get("admin", of + "&after=" + end))).containsExactly(end + 1);
    chained();
    ChainCheck.Result alone = checked();
    assertThat(alone.violations()).isEmpty();
    assertThat(alone.dropped()).containsExactly(new ChainCheck.Span(0, 1, end));
    assertThat(lines(checked(written.file()))).isEmpty();
    assertThat(checked(written.file()).dropped()).isEmpty();

    rows.execute("update log_begin set hash = sha256(hash) where account_id = 0");
    assertThat(lines(checked(written.file())))
        .contains(
            "account_id=0 the log begins behind %d with another head than was chained"
                .formatted(end));
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement mend =
            connection.prepareStatement("update log_begin set hash = ? where account_id = 0")) {
      mend.setBytes(1, part.hash());
      mend.execute();
    }
    assertThat(checked().violations()).isEmpty();
  }

  /** How far it goes, once that is chained. */
  private long chained() {
    AtomicLong end = new AtomicLong();
    UnwindDesk.await(
        () -> {
          chains.extend(Set.of(account), 1000).await().atMost(PATIENCE);
          end.set(read("select event_seq from administration_log"));
          return ended("select seq from proof_head where account_id = 0", end.get());
        },
        "the chain follows");
    return end.get();
  }

  private static boolean ended(String sql, long end) {
    return read(sql) == end;
  }

  private static long read(String sql) {
    try {
      return number(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> seqs(Response answer) {
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
    return Json.of(answer).getList("events.seq", Long.class);
  }

  @Test
  void whatSomethingOpenStillNeedsIsNotDropped() throws Exception {
    Archived part = part(archive("one.jsonl", BETWEEN));
    rows.order(account, rows.instrument(), "NEW", LedgerRows.START);
    rows.liquidation(account, LedgerRows.nextId(), "PROCESSING", LedgerRows.START);
    rows.execute(
        """
        insert into parked_report (account_id, report_id, venue, order_key, kind, reported_at, parked_at, why)
        values (?, ?, 'simulator', ?, 'TRADE', ?, ?, 'a test')
        """,
        account.value(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        LedgerRows.START,
        LedgerRows.START);
    long principal = LedgerRows.nextId();
    rows.execute(
        "insert into principal (principal_id, name, roles, all_accounts, created_at) values (?, ?, '{admin}', true, ?)",
        principal,
        "owner " + principal,
        LedgerRows.START);
    UUID webhook = UUID.randomUUID();
    rows.execute(
        """
        insert into webhook (webhook_id, principal_id, title, url, types, delay, package_size_max, created_at, updated_at, next_at,
          enabled_at, dialect)
        values (?, ?, 't', 'https://hooks.example.com', '{ALL}', '0s', 1000, now(), now(), now(), now(), 'unwind')
        """,
        webhook,
        principal);
    rows.execute(
        "insert into webhook_cursor (account_id, webhook_id, seq) values (?, ?, 9)",
        account.value(),
        webhook);
    List<String> needs = new ArrayList<>(needs(part));
    assertThat(needs)
        .hasSize(4)
        .allMatch(line -> line.startsWith("account_id=%d name=".formatted(account.value())))
        .anyMatch(line -> line.contains(" is open since 2026-11-20"))
        .anyMatch(line -> line.contains("has not ended since"))
        .anyMatch(line -> line.contains("of venue simulator is parked since"))
        .anyMatch(line -> line.contains("has been told up to 9 only"));
    rows.execute("update webhook_cursor set seq = 10 where webhook_id = ?", webhook);
    assertThat(needs(part)).hasSize(3).noneMatch(line -> line.contains("webhook"));
    for (String table : List.of("webhook_cursor", "webhook")) {
      rows.execute("delete from " + table + " where webhook_id = ?", webhook);
    }
    for (String table : List.of("orders", "order_version", "liquidation", "parked_report")) {
      rows.execute("delete from " + table + " where account_id = ?", account.value());
    }
    assertThat(needs(part)).isEmpty();
  }

  @Test
  void aLogThatIsNotWhatWasChainedIsLeftOutOfArchives() throws Exception {
    rows.execute(
        "update event set actor = 'somebody' where account_id = ? and seq = 4", account.value());
    Written written = archive("one.jsonl", BETWEEN);
    assertThat(written.result().accounts()).noneMatch(part -> part.account() == account.value());
    assertThat(written.result().leftOut())
        .anyMatch(line -> line.startsWith("account_id=%d name=".formatted(account.value())));
    assertThat(Files.readString(written.file()))
        .doesNotContain("\"account\":%d,".formatted(account.value()));
    rows.execute("delete from event where account_id = ?", account.value());
  }

  @Test
  void aDropThatWasInterruptedIsNoContradictionAndGoesOn() throws Exception {
    Archived part = part(archive("one.jsonl", BETWEEN));
    rows.execute(
        "insert into log_begin (account_id, seq, hash, at, dropped_at) values (?, ?, ?, ?, now())",
        account.value(),
        part.seq(),
        part.hash(),
        part.at());
    rows.execute("delete from event where account_id = ? and seq <= 3", account.value());
    assertThat(checked().violations()).isEmpty();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      assertThat(LedgerCheck.atRest(connection, account.value())).isEmpty();
      new LogDrop(connection).finish();
    }
    assertThat(number("select min(seq) from event where account_id = " + account.value()))
        .isEqualTo(11);
    assertThat(checked().violations()).isEmpty();
  }
}
