// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.cli.desk.FakeServer.Reply;
import dev.unwind.cli.desk.FakeServer.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcileCommandTest {
  private static final String PATH = "POST /unwind/v1/accounts/equity-1/reconciliation";
  private static final String ROW =
      "{\"subject\": \"POSITION\", \"name\": \"AAPL\", \"ledger\": \"10\", \"venue\": \"7\","
          + " \"difference\": \"-3\", \"since\": \"2026-11-20T15:00:00Z\"}";

  @TempDir Path directory;

  private static Reply found(
      boolean settled, String notStated, String differences, String adopted) {
    return Reply.of(
        200,
        ("{\"venue\": \"paper\", \"at\": \"2026-11-20T15:04:05Z\", \"settled\": %s, \"notStated\": [%s],"
                + " \"differences\": [%s], \"adopted\": [%s]}")
            .formatted(settled, notStated, differences, adopted));
  }

  @ParameterizedTest
  @CsvSource({
    "true, '', false, 0",
    "true, '', true, 1",
    "false, '', false, 5",
    "true, '\"positions\"', false, 5",
    "true, '\"cash\"', false, 0"
  })
  void theStatusSaysWhetherItAgreesDiffersOrIsNotKnown(
      boolean settled, String notStated, boolean differs, int status) throws IOException {
    try (FakeServer server = new FakeServer(directory)) {
      server.on(PATH, found(settled, notStated, differs ? ROW : "", ""));
      Run run = server.run(new ReconcileCommand(), "equity-1");
      assertThat(run.status()).as(run.err()).isEqualTo(status);
      assertThat(run.out()).contains("equity-1 at paper: ");
      assertThat(run.out().contains("AAPL")).isEqualTo(differs);
    }
  }

  @Test
  void programsGetTheAnswerAsItIsWithTheAccount() throws IOException {
    try (FakeServer server = new FakeServer(directory)) {
      server.on(PATH, found(true, "", ROW, ""));
      Run run = server.run(new ReconcileCommand(), "equity-1", "--json");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out()).startsWith("{\"account\":\"equity-1\",\"venue\":\"paper\"");
    }
  }

  @Test
  void whatIsAdoptedWasShownAskedAboutAndHasAReason() throws IOException {
    try (FakeServer server = new FakeServer(directory)) {
      server.on(PATH, found(true, "", ROW, ""), found(true, "", "", ROW));
      assertThat(server.run(new ReconcileCommand(), "equity-1", "--adopt", "--yes").status())
          .as("without a reason")
          .isEqualTo(2);
      assertThat(server.asked(PATH)).isEmpty();
      Run run =
          server.run(
              new ReconcileCommand(), "equity-1", "--adopt", "--reason", "by phone", "--yes");
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.out()).contains("booked", "no differences");
      assertThat(server.asked(PATH))
          .extracting(FakeServer.Request::body)
          .satisfiesExactly(
              first -> assertThat(first).contains("REPORT"),
              second -> assertThat(second).contains("ADOPT", "by phone"));
    }
    try (FakeServer server = new FakeServer(directory)) {
      server.on(PATH, found(true, "", ROW, ""));
      Run run = server.run(new ReconcileCommand(), "equity-1", "--adopt", "--reason", "by phone");
      assertThat(run.status()).as("nobody can be asked").isEqualTo(2);
      assertThat(server.asked(PATH)).hasSize(1);
    }
  }

  @Test
  void aStatementInAFileIsSentAlongForOneAccount() throws IOException {
    Path file = directory.resolve("eod.json");
    Files.writeString(
        file,
        "{\"asOf\": \"2026-11-20T15:00:00Z\", \"positions\": [{\"symbol\": \"AAPL\", \"quantity\": \"7\"}]}");
    try (FakeServer server = new FakeServer(directory)) {
      server.on(PATH, found(true, "\"cash\"", ROW, ""));
      Run run = server.run(new ReconcileCommand(), "equity-1", "--statement", file.toString());
      assertThat(run.status()).as(run.err()).isEqualTo(1);
      assertThat(server.asked(PATH))
          .singleElement()
          .satisfies(
              asked ->
                  assertThat(asked.body())
                      .contains("\"statement\":{\"asOf\"", "\"quantity\":\"7\""));
      assertThat(
              server
                  .run(
                      new ReconcileCommand(),
                      "equity-1",
                      "equity-2",
                      "--statement",
                      file.toString())
                  .status())
          .as("two accounts")
          .isEqualTo(2);
      Files.writeString(file, "[]");
      assertThat(
              server
                  .run(new ReconcileCommand(), "equity-1", "--statement", file.toString())
                  .status())
          .as("no statement")
          .isEqualTo(2);
      assertThat(server.asked(PATH)).hasSize(1);
    }
  }

  @Test
  void aStatementThatNeverEndsIsNotReadToItsEnd() throws IOException {
    Path endless = Path.of("/dev/zero");
    assumeThat(endless).exists();
    try (FakeServer server = new FakeServer(directory)) {
      Run run = server.run(new ReconcileCommand(), "equity-1", "--statement", endless.toString());
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("/dev/zero has more than 16777216 bytes");
      assertThat(server.asked(PATH)).isEmpty();
    }
  }
}
