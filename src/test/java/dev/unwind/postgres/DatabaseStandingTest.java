// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.sqlclient.ClosedConnectionException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseStandingTest {
  private final Logger logger = Logger.getLogger(DatabaseStanding.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final DatabaseStanding standing = new DatabaseStanding(InstantSource.system());

  @BeforeEach
  void listen() {
    logger.addHandler(listener);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(listener);
  }

  @Test
  void anOutageIsToldAtItsBeginAndAtItsEndHoweverMuchItFails() {
    standing.failed(broken());
    standing.failed(broken());
    standing.worked();
    standing.worked();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("WARN");
    assertThat(lines.get(1)).startsWith("INFO");
  }

  @Test
  void connectionsThatWeCloseOurselvesWhileStoppingAreNoOutage() {
    standing.stop(new ShutdownEvent());
    standing.failed(broken());
    assertThat(lines).isEmpty();
  }

  private static Throwable broken() {
    return ClosedConnectionException.INSTANCE;
  }
}
