// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private Duration takes = Duration.ZERO;
  private int asked;
  private final Pace pace = new Pace(() -> now);

  @Test
  void whatCostsNothingIsAskedEachTime() {
    ask();
    ask();
    assertEquals(2, asked);
  }

  @Test
  void theMoreAnAnswerTookTheLaterItIsAskedAgain() {
    takes = Duration.ofMillis(100);
    ask();
    later(Duration.ofMillis(1_800));
    assertEquals("meanwhile", ask());
    later(Duration.ofMillis(100));
    assertEquals("answer", ask());
    assertEquals(2, asked);
  }

  @Test
  void noRestIsLongerThanFiveSeconds() {
    takes = Duration.ofSeconds(2);
    ask();
    later(Duration.ofSeconds(3));
    ask();
    assertEquals(2, asked);
  }

  @Test
  void aClockThatIsSetBackSilencesNothing() {
    takes = Duration.ofMillis(100);
    ask();
    later(Duration.ofHours(-1));
    ask();
    assertEquals(2, asked);
  }

  @Test
  void aFailureIsAskedAgainAtOnce() {
    takes = Duration.ofMillis(100);
    assertThrows(
        IllegalStateException.class,
        () ->
            pace.ask(() -> Uni.createFrom().failure(new IllegalStateException()), "meanwhile")
                .await()
                .indefinitely());
    assertEquals("answer", ask());
  }

  private String ask() {
    return pace.ask(
            () -> {
              asked++;
              later(takes);
              return Uni.createFrom().item("answer");
            },
            "meanwhile")
        .await()
        .indefinitely();
  }

  private void later(Duration time) {
    now = now.plus(time);
  }
}
