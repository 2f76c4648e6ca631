// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import dev.unwind.domain.schedule.FiringRule;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** When a schedule fires, as it is kept. */
final class ScheduleJson {
  private ScheduleJson() {}

  static JsonObject write(FiringRule rule) {
    if (rule instanceof FiringRule.At at) {
      return new JsonObject()
          .put("at", at.moment().toString())
          .put("late_until", at.lateUntil().toString());
    }
    FiringRule.BeforeClose close = (FiringRule.BeforeClose) rule;
    return new JsonObject()
        .put("before_close", close.before().toString())
        .put("late_before", close.lateBefore().toString())
        .put("repeats", close.repeats());
  }

  static FiringRule read(JsonObject json) {
    String at = json.getString("at");
    return at == null
        ? new FiringRule.BeforeClose(
            Duration.parse(json.getString("before_close")),
            Duration.parse(json.getString("late_before")),
            json.getBoolean("repeats"))
        : new FiringRule.At(Instant.parse(at), Instant.parse(json.getString("late_until")));
  }
}
