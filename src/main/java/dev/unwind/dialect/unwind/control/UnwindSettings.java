// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.control.AccountSettings;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.domain.account.DayStart;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How an account is controlled. Unknown keys are refused. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(additionalProperties = Schema.False.class)
public record UnwindSettings(
    @Schema(
            description =
                "Whether the latch is lifted by two: one principal asks, another confirms; false by default. What the service"
                    + " requires of every account holds in any case")
        @Nullable Boolean requireSecondPerson,
    @Schema(
            description =
                "When the account's day begins. By default at 17:00 America/Chicago where it holds or traded futures, else"
                    + " with the day of US equities, at midnight in New York")
        @Nullable Day dayStart) {

  /** A time on the clock of a place. */
  @RegisterForReflection
  @Schema(
      name = "UnwindDayStart",
      requiredProperties = {"time", "zone"},
      additionalProperties = Schema.False.class)
  public record Day(
      @Schema(examples = "17:00") @Nullable String time,
      @Schema(examples = "America/Chicago") @Nullable String zone) {}

  static UnwindSettings of(AccountSettings settings) {
    DayStart day = settings.dayStart();
    return new UnwindSettings(
        settings.requireSecondPerson(),
        day == null ? null : new Day(day.time().toString(), day.zone().getId()));
  }

  AccountSettings settings() {
    return new AccountSettings(
        Boolean.TRUE.equals(requireSecondPerson), dayStart == null ? null : day(dayStart));
  }

  private static DayStart day(Day day) {
    String time = day.time();
    String zone = day.zone();
    if (time == null || zone == null) {
      throw UnwindBodies.malformed("dayStart has a time and a zone");
    }
    try {
      // As it is kept, so that what is answered now is what is answered later.
      return new DayStart(LocalTime.parse(time).truncatedTo(ChronoUnit.SECONDS), ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw UnwindBodies.malformed("dayStart is a time like 17:00 and a zone like America/Chicago");
    }
  }
}
