// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import io.quarkus.scheduler.FailedExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.jboss.logging.Logger;

/**
 * Tells of a round that failed though it looks after its failures itself. The scheduler's own way
 * is a stack trace, also where the round was cut because the start of the service failed.
 */
@ApplicationScoped
class ScheduleFailures {
  private static final Logger LOG = Logger.getLogger(ScheduleFailures.class);

  void failed(@ObservesAsync FailedExecution event) {
    LOG.warnf(
        "round failed job=%s: %s",
        event.getExecution().getTrigger().getId(), event.getException().toString());
    LOG.debug("round failed", event.getException());
  }
}
