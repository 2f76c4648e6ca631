// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a liquidation is carried out, where not all of it goes out at once and at the market. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"style", "order"})
public record UnwindConduct(
    Style style,
    @Schema(enumeration = {"listed", "shortsFirst", "largestFirst"}) String order,
    @Nullable Integer maxConcurrent,
    @Nullable String deadline,
    @Schema(enumeration = {"report", "market"}) @Nullable String onDeadline,
    @Schema(
            description =
                "How long cancels are waited for; as long as the service does where absent")
        @Nullable String cancelDeadline) {
  private static final int STEPS_MAX = 100;
  private static final int GUARD_BPS_MAX = 5_000;
  private static final int CONCURRENT_MAX = 10_000;
  private static final Duration STEP_MIN = Duration.ofSeconds(1);
  private static final Duration CANCELS_MAX = Duration.ofMinutes(10);
  private static final Duration STEP_MAX = Duration.ofHours(24);
  private static final Duration DEADLINE_MAX = Duration.ofDays(7);

  /** By which orders a position is closed. Unknown keys are refused. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindCloseStyle",
      requiredProperties = "type",
      additionalProperties = Schema.False.class)
  public record Style(
      @Schema(
              enumeration = {"market", "limit", "slices"},
              description =
                  "market: one order at the market. limit: limits that go in steps from the quote to the guard. slices: several"
                      + " orders at the market, one after the other")
          @Nullable String type,
      @Schema(
              description =
                  "Of limit: the widest limit, in hundredths of a percent away from the quote against which the close"
                      + " trades, the bid to sell and the ask to buy, as it was when the first step was priced",
              minimum = "1",
              maximum = "5000")
          @Nullable Integer guardBps,
      @Schema(
              description =
                  "Of limit: equal steps from the quote to the guard; by default one, at the guard",
              minimum = "1",
              maximum = "100")
          @Nullable Integer steps,
      @Schema(
              description =
                  "Of limit: how long each step works, as 30s or 2m; needed for several steps")
          @Nullable String every,
      @Schema(
              description = "Of limit: what the last step leaves goes to the market after it",
              defaultValue = "false")
          @Nullable Boolean thenMarket,
      @Schema(description = "Of slices: how many", minimum = "2", maximum = "100")
          @Nullable Integer slices,
      @Schema(description = "Of slices: from one to the next at least, as 30s or 2m")
          @Nullable String interval) {

    CloseStyle read() {
      boolean limited = guardBps != null || steps != null || every != null || thenMarket != null;
      boolean sliced = slices != null || interval != null;
      return switch (type == null ? "" : type) {
        case "market" -> {
          if (limited || sliced) {
            throw UnwindBodies.malformed("style market takes nothing else");
          }
          yield CloseStyle.MARKET;
        }
        case "limit" -> {
          if (sliced) {
            throw UnwindBodies.malformed("style limit takes no slices and no interval");
          }
          yield limit();
        }
        case "slices" -> {
          if (limited) {
            throw UnwindBodies.malformed("style slices takes slices and interval only");
          }
          if (slices == null) {
            throw UnwindBodies.malformed("style slices needs slices");
          }
          yield new CloseStyle.Slices(
              within("style.slices", slices, 2, STEPS_MAX), step("style.interval", interval));
        }
        default -> throw UnwindBodies.malformed("style.type must be market, limit or slices");
      };
    }

    private CloseStyle limit() {
      if (guardBps == null) {
        throw UnwindBodies.malformed("style limit needs guardBps");
      }
      int count = steps == null ? 1 : within("style.steps", steps, 1, STEPS_MAX);
      boolean market = Boolean.TRUE.equals(thenMarket);
      if (every == null && (count > 1 || market)) {
        throw UnwindBodies.malformed("style.every is needed for what follows a step");
      }
      return new CloseStyle.Limit(
          within("style.guardBps", guardBps, 1, GUARD_BPS_MAX),
          count,
          every == null ? null : step("style.every", every),
          market);
    }

    static Style of(CloseStyle style) {
      if (style instanceof CloseStyle.Limit limit) {
        Duration every = limit.every();
        return new Style(
            "limit",
            limit.guardBps(),
            limit.steps(),
            every == null ? null : every.toString(),
            limit.thenMarket(),
            null,
            null);
      }
      return style instanceof CloseStyle.Slices slices
          ? new Style(
              "slices", null, null, null, null, slices.steps(), slices.interval().toString())
          : new Style("market", null, null, null, null, null, null);
    }
  }

  /** What a request says of it; what it does not say is as it always was. */
  public static Conduct read(
      @Nullable Style style,
      @Nullable String order,
      @Nullable Integer maxConcurrent,
      @Nullable String deadline,
      @Nullable String onDeadline,
      @Nullable String cancelDeadline) {
    if (deadline == null && onDeadline != null) {
      throw UnwindBodies.malformed("onDeadline goes with deadline");
    }
    return new Conduct(
        style == null ? CloseStyle.MARKET : style.read(),
        sequence(order == null ? "listed" : order),
        maxConcurrent == null ? null : within("maxConcurrent", maxConcurrent, 1, CONCURRENT_MAX),
        deadline == null
            ? null
            : new Conduct.Deadline(
                between("deadline", deadline, STEP_MIN, DEADLINE_MAX),
                toMarket(onDeadline == null ? "report" : onDeadline)),
        cancelDeadline == null
            ? null
            : between("cancelDeadline", cancelDeadline, STEP_MIN, CANCELS_MAX));
  }

  private static CloseSequence sequence(String order) {
    return switch (order) {
      case "listed" -> CloseSequence.LISTED;
      case "shortsFirst" -> CloseSequence.SHORTS_FIRST;
      case "largestFirst" -> CloseSequence.LARGEST_FIRST;
      default -> throw UnwindBodies.malformed("order must be listed, shortsFirst or largestFirst");
    };
  }

  private static boolean toMarket(String onDeadline) {
    return switch (onDeadline) {
      case "report" -> false;
      case "market" -> true;
      default -> throw UnwindBodies.malformed("onDeadline must be report or market");
    };
  }

  private static int within(String name, int number, int least, int most) {
    if (number < least || number > most) {
      throw UnwindBodies.malformed(name + " must be " + least + " to " + most);
    }
    return number;
  }

  private static Duration step(String name, @Nullable String text) {
    return between(name, text, STEP_MIN, STEP_MAX);
  }

  private static Duration between(
      String name, @Nullable String text, Duration least, Duration most) {
    Duration duration = UnwindParameters.duration(name, text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw UnwindBodies.malformed(name + " must be " + least + " to " + most);
    }
    return duration;
  }

  /** Null where all goes out at once. */
  public static @Nullable UnwindConduct of(Conduct conduct) {
    if (conduct.equals(Conduct.AT_ONCE)) {
      return null;
    }
    Conduct.Deadline deadline = conduct.deadline();
    return new UnwindConduct(
        Style.of(conduct.style()),
        switch (conduct.sequence()) {
          case LISTED -> "listed";
          case SHORTS_FIRST -> "shortsFirst";
          case LARGEST_FIRST -> "largestFirst";
        },
        conduct.maxConcurrent(),
        deadline == null ? null : deadline.after().toString(),
        deadline == null ? null : deadline.toMarket() ? "market" : "report",
        conduct.cancelDeadline() == null ? null : conduct.cancelDeadline().toString());
  }
}
