// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import dev.unwind.application.act.ActConfig;
import dev.unwind.application.act.PerformActs;
import dev.unwind.application.heartbeat.HearHeartbeats;
import dev.unwind.application.heartbeat.HeartbeatConfig;
import dev.unwind.application.rule.RuleConfig;
import dev.unwind.application.rule.WatchRules;
import dev.unwind.application.schedule.FireSchedules;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;

/**
 * Lets schedules fire, hears who is gone, watches rules, and lets acts go on that nobody works on.
 */
@ApplicationScoped
class ActSchedule {
  /** Often enough that an answer or two may be late. */
  private static final int ASKED_WITHIN = 5;

  private final PerformActs acts;
  private final FireSchedules schedules;
  private final HearHeartbeats heartbeats;
  private final ActConfig config;
  private final HeartbeatConfig heartbeatConfig;
  private final WatchRules rules;
  private final RuleConfig ruleConfig;
  private final Rounds rounds;

  ActSchedule(
      PerformActs acts,
      FireSchedules schedules,
      HearHeartbeats heartbeats,
      ActConfig config,
      HeartbeatConfig heartbeatConfig,
      WatchRules rules,
      RuleConfig ruleConfig,
      Rounds rounds) {
    this.acts = acts;
    this.schedules = schedules;
    this.heartbeats = heartbeats;
    this.config = config;
    this.heartbeatConfig = heartbeatConfig;
    this.rules = rules;
    this.ruleConfig = ruleConfig;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    // Apart: an act may take long, and nothing else must be late for it.
    rounds.every("go on with acts", config.sweepInterval(), acts::resume);
    rounds.every("fire schedules", config.sweepInterval(), schedules::sweep);
    rounds.every("miss heartbeats", heartbeatConfig.sweepInterval(), heartbeats::sweep);
    rounds.every(
        "ask whether the ledger answers",
        heartbeatConfig.awayAfter().dividedBy(ASKED_WITHIN),
        heartbeats::ask);
    rounds.every("judge rules", ruleConfig.sweepInterval(), rules::sweep);
  }

  void listen(@ObservesAsync HttpServerStart event) {
    heartbeats.listen();
  }

  void listenEncrypted(@ObservesAsync HttpsServerStart event) {
    heartbeats.listen();
  }

  void listenLocally(@ObservesAsync DomainSocketServerStart event) {
    heartbeats.listen();
  }
}
