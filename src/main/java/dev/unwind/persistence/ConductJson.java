// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a liquidation is carried out, as it is kept; nothing where it goes out at once. */
public final class ConductJson {
  private ConductJson() {}

  public static @Nullable JsonObject write(Conduct conduct) {
    if (conduct.equals(Conduct.AT_ONCE)) {
      return null;
    }
    JsonObject json = new JsonObject().put("sequence", conduct.sequence().name());
    CloseStyle style = conduct.style();
    if (style instanceof CloseStyle.Limit limit) {
      json.put("guard_bps", limit.guardBps()).put("steps", limit.steps());
      if (limit.every() != null) {
        json.put("every", limit.every().toString());
      }
      json.put("then_market", limit.thenMarket());
    } else if (style instanceof CloseStyle.Slices slices) {
      json.put("slices", slices.steps()).put("interval", slices.interval().toString());
    }
    if (conduct.maxConcurrent() != null) {
      json.put("max_concurrent", conduct.maxConcurrent());
    }
    Conduct.Deadline deadline = conduct.deadline();
    if (deadline != null) {
      json.put("deadline", deadline.after().toString()).put("to_market", deadline.toMarket());
    }
    if (conduct.cancelDeadline() != null) {
      json.put("cancel_deadline", conduct.cancelDeadline().toString());
    }
    return json;
  }

  public static Conduct read(@Nullable Object value) {
    if (!(value instanceof JsonObject json)) {
      return Conduct.AT_ONCE;
    }
    String deadline = json.getString("deadline");
    String cancels = json.getString("cancel_deadline");
    return new Conduct(
        style(json),
        CloseSequence.valueOf(json.getString("sequence")),
        json.getInteger("max_concurrent"),
        deadline == null
            ? null
            : new Conduct.Deadline(Duration.parse(deadline), json.getBoolean("to_market")),
        cancels == null ? null : Duration.parse(cancels));
  }

  private static CloseStyle style(JsonObject json) {
    Integer guard = json.getInteger("guard_bps");
    if (guard != null) {
      String every = json.getString("every");
      return new CloseStyle.Limit(
          guard,
          json.getInteger("steps"),
          every == null ? null : Duration.parse(every),
          json.getBoolean("then_market"));
    }
    Integer slices = json.getInteger("slices");
    return slices == null
        ? CloseStyle.MARKET
        : new CloseStyle.Slices(slices, Duration.parse(json.getString("interval")));
  }
}
