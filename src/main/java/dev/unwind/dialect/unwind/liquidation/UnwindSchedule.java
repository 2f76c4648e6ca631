// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.schedule.Schedule;
import dev.unwind.application.schedule.ScheduleFiring;
import dev.unwind.domain.Reason;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A schedule, and what became of each time that it was to fire. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"id", "status", "actor", "request", "createdAt", "changedAt"})
public record UnwindSchedule(
    UUID id,
    @Schema(
            enumeration = {"ACTIVE", "ENDED", "CANCELED"},
            description = "ENDED: everything that it was made for has been fired or missed")
        String status,
    @Schema(description = "Whose it is, and under whose name it acts") String actor,
    UnwindScheduleRequest request,
    @Schema(description = "When it fires next") @Nullable Instant nextDue,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant endedAt,
    @Schema(description = "Of one schedule: the newest 100 by default, the newest first")
        @Nullable List<Outcome> firings) {

  /** One time that it was to fire. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindScheduleFiring",
      requiredProperties = {"close", "due", "lateUntil", "outcome", "decidedAt"})
  public record Outcome(
      @Schema(description = "The close of the sessions that it was for, or the moment itself")
          Instant close,
      Instant due,
      Instant lateUntil,
      @Schema(
              enumeration = {"FIRED", "MISSED", "REFUSED"},
              description =
                  "MISSED: nobody was there in time. REFUSED: its maker may not do it any more")
          String outcome,
      @Schema(description = "What it has made; every account's outcome is there")
          @Nullable UUID act,
      @Nullable String reason,
      @Nullable String message,
      Instant decidedAt) {}

  /** Schedules, the newest first, without their firings. */
  @RegisterForReflection
  @Schema(
      name = "UnwindSchedulePage",
      requiredProperties = {"schedules", "limit", "offset"})
  public record Page(List<UnwindSchedule> schedules, int limit, int offset) {}

  static UnwindSchedule of(
      Schedule schedule, UnwindScheduleRequest request, @Nullable List<ScheduleFiring> firings) {
    return new UnwindSchedule(
        schedule.id(),
        schedule.status().name(),
        schedule.origin().actor(),
        request,
        schedule.nextDue(),
        schedule.createdAt(),
        schedule.since(),
        schedule.endedAt(),
        firings == null ? null : firings.stream().map(UnwindSchedule::outcome).toList());
  }

  private static Outcome outcome(ScheduleFiring firing) {
    Reason reason = firing.reason();
    String text = firing.text();
    return new Outcome(
        firing.close(),
        firing.due(),
        firing.lateUntil(),
        firing.outcome().name(),
        firing.act(),
        reason == null ? null : reason.name(),
        reason == null ? null : text == null ? reason.meaning() : text,
        firing.decidedAt());
  }
}
