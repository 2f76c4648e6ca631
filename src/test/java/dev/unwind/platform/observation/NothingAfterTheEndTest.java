// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class NothingAfterTheEndTest {
  private static final String DROPPED = "io.quarkus.mutiny.runtime.MutinyInfrastructure";

  private final NothingAfterTheEnd filter = new NothingAfterTheEnd();

  @Test
  void whatGoesOnWithoutItsContextsIsNotTold() {
    NullPointerException gone =
        new NullPointerException(
            "Cannot invoke \"io.smallrye.context.SmallRyeContextManager.defaultThreadContext()\"");
    assertThat(filter.isLoggable(line(DROPPED, gone))).isFalse();
  }

  @Test
  void whatIsDroppedForAnotherReasonIsTold() {
    assertThat(filter.isLoggable(line(DROPPED, new NullPointerException()))).isTrue();
    assertThat(filter.isLoggable(line(DROPPED, new IllegalStateException("closed")))).isTrue();
    assertThat(filter.isLoggable(new LogRecord(Level.INFO, "ready"))).isTrue();
  }

  private static LogRecord line(String logger, Throwable thrown) {
    LogRecord line = new LogRecord(Level.SEVERE, "dropped");
    line.setLoggerName(logger);
    line.setThrown(thrown);
    return line;
  }
}
