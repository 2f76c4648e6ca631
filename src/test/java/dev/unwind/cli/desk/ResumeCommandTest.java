// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.cli.desk.FakeServer.Reply;
import dev.unwind.cli.desk.FakeServer.Run;
import dev.unwind.fixture.BesideTheApplication;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code unwind resume} makes of a latch that one lifts, and of one that takes two. */
@BesideTheApplication
class ResumeCommandTest {
  private static final String LATCH = "PUT /unwind/v1/accounts/equity-1/trading-state";
  private static final String CONFIRM = "POST /unwind/v1/lifts/L1/confirmation";

  @TempDir Path directory;

  private FakeServer server;

  @BeforeEach
  void aServer() throws IOException {
    server = new FakeServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run resume(String... line) {
    return server.run(new ResumeCommand(), line);
  }

  @Test
  void oneWhoMayLiftsIt() {
    server.on(
        LATCH,
        Reply.of(200, "{\"name\": \"equity-1\", \"tradingState\": {\"state\": \"ACTIVE\"}}"));
    Run run = resume("equity-1", "--reason", "checked");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("equity-1 is ACTIVE");
    assertThat(server.asked(LATCH).get(0).body())
        .isEqualTo("{\"state\":\"ACTIVE\",\"reason\":\"checked\"}");
  }

  @Test
  void whereItTakesTwoTheFirstIsToldHowTheSecondConfirms() {
    server.on(
        LATCH,
        Reply.of(
            202,
            "{\"id\": \"L1\", \"lifts\": {\"state\": \"HALTED\"}, \"expiresAt\": \"2026-11-20T15:40:00Z\"}"));
    Run run = resume("equity-1", "--reason", "checked");
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.out())
        .contains("equity-1 stays HALTED", "2026-11-20T15:40:00Z", "unwind resume --confirm L1");
  }

  @Test
  void theSecondConfirmsAndTheFirstCannot() {
    server.on(
        CONFIRM,
        Reply.of(
            403,
            "{\"code\": \"SECOND_PERSON_REQUIRED\", \"message\": \"another principal must confirm it\"}"),
        Reply.of(200, "{\"accountId\": 7001, \"state\": \"ACTIVE\", \"actor\": \"risk-1\"}"));
    Run same = resume("--confirm", "L1");
    assertThat(same.status()).isEqualTo(4);
    assertThat(same.err()).contains("another principal must confirm it");
    Run other = resume("--confirm", "L1");
    assertThat(other.status()).as(other.err()).isZero();
    assertThat(other.out()).contains("account 7001 is ACTIVE, as risk-1 has asked for");
  }

  @Test
  void aLineThatSaysNothingOrTwoThingsIsNotUnderstood() {
    assertThat(resume().status()).isEqualTo(2);
    assertThat(resume("equity-1").status()).isEqualTo(2);
    assertThat(resume("equity-1", "--confirm", "L1").status()).isEqualTo(2);
    assertThat(resume("--reason", "r", "--confirm", "L1").status()).isEqualTo(2);
    assertThat(server.requests).isEmpty();
  }

  @Test
  void whetherALostAnswerHasLiftedItIsNotClaimed() {
    server.on(LATCH, Reply.cut());
    Run run = resume("equity-1", "--reason", "checked");
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.err()).contains("whether equity-1 is lifted");
  }
}
