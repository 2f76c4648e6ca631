// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.domain.reconciliation.Statement.Holding;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.fix.session.PositionReport;
import dev.unwind.venue.fix.session.Tag;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import quickfix.FieldNotFound;
import quickfix.Message;

/** What an answer in several messages comes to. */
class PositionsTest {
  private static final InstantSource CLOCK = InstantSource.system();

  /** Keeps the request that goes out. */
  private static final class Out implements Channel {
    private String request = "";

    @Override
    public boolean isUp() {
      return true;
    }

    @Override
    public long generation() {
      return 1;
    }

    @Override
    public Executor loop() {
      return Runnable::run;
    }

    @Override
    public Uni<Boolean> send(Message message, Instant latest) {
      try {
        request = message.getString(Tag.POS_REQ_ID);
      } catch (FieldNotFound e) {
        throw new IllegalStateException(e);
      }
      return Uni.createFrom().item(true);
    }
  }

  private final Out out = new Out();
  private final Positions positions =
      new Positions(
          new OutgoingMessages(FixBench.settings("stating", "FIX.4.4", 1), CLOCK),
          out,
          "stating",
          "ACC-1",
          Duration.ofMinutes(5),
          CLOCK);

  private PositionReport announced(int total) {
    return new PositionReport(out.request, null, total, "", "", Quantity.ZERO, null);
  }

  private PositionReport held(String id, int total, String account, String symbol, String qty) {
    return new PositionReport(out.request, id, total, account, symbol, Quantity.of(qty), null);
  }

  @Test
  void anAnswerIsNotWholeBeforeAllHasComeThatWasEverAnnounced() {
    CompletableFuture<List<Holding>> answer = positions.ask().subscribeAsCompletionStage();
    positions.take(List.of(announced(2), held("R1", 1, "ACC-1", "ACME", "5")));
    assertThat(answer).isNotDone();
    positions.take(List.of(held("R1", 1, "ACC-1", "ACME", "5")));
    assertThat(answer).as("told again").isNotDone();
    positions.take(List.of(held("R2", 1, "", "BOLT", "-3")));

    assertThat(answer.join())
        .containsExactly(
            new Holding("ACME", null, Quantity.of("5"), null),
            new Holding("BOLT", null, Quantity.of("-3"), null));
  }

  @Test
  void whatAnotherAccountHoldsIsNotStated() {
    CompletableFuture<List<Holding>> answer = positions.ask().subscribeAsCompletionStage();
    positions.take(List.of(held("R1", 1, "ACC-2", "ACME", "5")));

    assertThatThrownBy(answer::join).hasCauseInstanceOf(TradingException.class);
  }

  @Test
  void whatAnswersAnotherRequestIsPassedOver() {
    CompletableFuture<List<Holding>> answer = positions.ask().subscribeAsCompletionStage();
    positions.take(List.of(new PositionReport("another", null, 0, "", "", Quantity.ZERO, null)));
    assertThat(answer).isNotDone();
    positions.take(List.of(announced(0)));

    assertThat(answer.join()).isEmpty();
  }
}
