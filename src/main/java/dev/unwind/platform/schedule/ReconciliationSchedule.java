// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import dev.unwind.application.reconciliation.ReconcileVenues;
import dev.unwind.application.reconciliation.ReconciliationConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Lets ledger and venues be compared. */
@ApplicationScoped
class ReconciliationSchedule {
  private final ReconcileVenues reconciling;
  private final ReconciliationConfig config;
  private final Rounds rounds;

  ReconciliationSchedule(ReconcileVenues reconciling, ReconciliationConfig config, Rounds rounds) {
    this.reconciling = reconciling;
    this.config = config;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    rounds.every("reconcile venues", config.sweepInterval(), reconciling::sweep);
  }
}
