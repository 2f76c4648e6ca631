// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How the database stands, as told by those who use it. An outage is two lines in the log, at its
 * begin and at its end, however many requests it has failed.
 */
@ApplicationScoped
public class DatabaseStanding {
  /** An outage that is going on. */
  private record Outage(Instant since, String reason, long failed) {}

  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Outage outage;
  private volatile @Nullable String writeFailure;
  private volatile boolean stopping;

  @Inject
  public DatabaseStanding(InstantSource clock) {
    this.clock = clock;
  }

  /** Has {@code listener} called at the end of each outage. */
  public void onEnd(Runnable listener) {
    listeners.add(listener);
  }

  /** Something was read or written. */
  public void worked() {
    if (outage != null && end()) {
      listeners.forEach(Runnable::run);
    }
  }

  /** Something was written. */
  public void wrote() {
    writeFailure = null;
    worked();
  }

  /**
   * Something failed; only what says that the database is away or cannot write counts. While we
   * stop, it is we who close the connections under what still runs.
   */
  public void failed(Throwable failure) {
    if (stopping || !PostgresFailures.isUnavailable(failure)) {
      return;
    }
    String reason = PostgresFailures.reason(failure);
    if (PostgresFailures.forbidsWriting(failure)) {
      writeFailure = reason;
    }
    begin(reason);
  }

  /** Why nothing can be written, though the database can be read; empty where it can. */
  public Optional<String> writeFailure() {
    return Optional.ofNullable(writeFailure);
  }

  /** Before a venue closes a pool of its own. */
  void stop(@Observes @Priority(1) ShutdownEvent event) {
    stopping = true;
  }

  private synchronized void begin(String reason) {
    Outage before = outage;
    if (before == null) {
      Log.warnf("The database fails: %s", reason);
      outage = new Outage(clock.instant(), reason, 1);
    } else {
      outage = new Outage(before.since(), before.reason(), before.failed() + 1);
    }
  }

  private synchronized boolean end() {
    Outage over = outage;
    if (over == null || writeFailure != null) {
      return false;
    }
    outage = null;
    Log.infof(
        "The database works again after %d ms failed=%d reason=%s",
        Duration.between(over.since(), clock.instant()).toMillis(), over.failed(), over.reason());
    return true;
  }
}
