// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NothingAfterTheEndTest {
  private static final List<String> RECORDERS =
      List.of(
          "io.quarkus.vertx.core.runtime.VertxCoreRecorder",
          "io.quarkus.mutiny.runtime.MutinyInfrastructure");
  private static final List<RuntimeException> AFTERWARDS =
      List.of(
          new IllegalStateException("ArC container not initialized: it has been stopped"),
          new NullPointerException(
              "Cannot invoke \"io.smallrye.context.SmallRyeContextManager.defaultThreadContext()\""
                  + " because the return value of"
                  + " \"io.smallrye.context.SmallRyeContextManagerProvider.getManager()\" is null"));

  @Test
  void whateverMissesTheApplicationIsKeptBackWhoeverTellsIt() {
    for (String recorder : RECORDERS) {
      for (RuntimeException missed : AFTERWARDS) {
        assertThat(isTold(recorder, missed)).as("%s: %s", recorder, missed).isFalse();
      }
    }
  }

  @Test
  void whatElseNobodyCaughtIsTold() {
    for (String recorder : RECORDERS) {
      assertThat(isTold(recorder, new IllegalStateException("of our own"))).isTrue();
      assertThat(isTold(recorder, new NullPointerException())).isTrue();
      assertThat(isTold(recorder, null)).isTrue();
    }
  }

  @Test
  void othersTellTheSameExceptions() {
    for (RuntimeException missed : AFTERWARDS) {
      assertThat(isTold("dev.unwind.persistence", missed)).isTrue();
    }
  }

  private static boolean isTold(String logger, @Nullable RuntimeException thrown) {
    LogRecord line = new LogRecord(Level.SEVERE, "Uncaught exception");
    line.setLoggerName(logger);
    line.setThrown(thrown);
    return new NothingAfterTheEnd().isLoggable(line);
  }
}
