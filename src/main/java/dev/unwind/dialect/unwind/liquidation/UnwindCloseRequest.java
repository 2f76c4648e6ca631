// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.TradingException;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConduct;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.Stepwise;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is to be closed. Unknown keys are refused: a typo must not close more than was meant. */
@Stepwise
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(additionalProperties = Schema.False.class)
public record UnwindCloseRequest(
    @Schema(
            description =
                "Name, uid or id. May be left out where the caller has one account, or names it in the header"
                    + " Unwind-Account")
        @Nullable String account,
    @Schema(
            description =
                "In the place of account: names, uids or ids of several, or the one name *, all that the caller is granted."
                    + " Each is a liquidation of its own; the answer is the act over all of them")
        @Nullable List<String> accounts,
    @Schema(
            enumeration = {"POSITIONS", "ACCOUNT"},
            description =
                "POSITIONS: those named by symbols or positions. ACCOUNT: all. Required without select")
        @Nullable String scope,
    @Schema(description = "Symbols or aliases of instruments") @Nullable List<String> symbols,
    @Schema(description = "Ids of positions; the way to single positions of a hedging account")
        @Nullable List<Long> positions,
    @Schema(description = "Positions by what they are, in the place of symbols and positions")
        @Nullable UnwindSelection select,
    @Schema(description = "Units of the one position named, or of each position selected, exactly")
        @Nullable String quantity,
    @Schema(description = "Above 0 and up to 100, of each position; rounded down to the increment")
        @Nullable String percentage,
    @Schema(
            description =
                "Units that are left of each position; one that has no more than that is left as it is")
        @Nullable String target,
    @Schema(description = "Cancel working orders first, and wait for that", defaultValue = "false")
        @Nullable Boolean cancelOrders,
    @Schema(
            description =
                "With cancelOrders: how long the cancels are waited for, up to 10m; what they still hold then is stated")
        @Nullable String cancelDeadline,
    @Schema(
            enumeration = {"REFUSE", "CLOSE_AVAILABLE", "CLOSE_AS_FREED"},
            defaultValue = "REFUSE",
            description =
                "Where working orders hold part of a position: fail the position, close what is free, or close what is"
                    + " free and, of a close of everything, what the holding orders leave")
        @Nullable String heldPolicy,
    @Schema(description = "Name of the closing order; of several, {id}-{symbol}", maxLength = 128)
        @Nullable String clientOrderId,
    @Schema(
            enumeration = {"none", "closeOnly", "halt"},
            defaultValue = "none",
            description =
                "Latch of the account, set in the transaction that accepts the close; for the roles risk and admin")
        @Nullable String then,
    @Schema(description = "Why; kept with the liquidation and its latch", maxLength = 500)
        @Nullable String reason,
    @Schema(description = "The caller's name for it; need not be unique", maxLength = 128)
        @Nullable String clientReference,
    @Schema(description = "By which orders each position is closed; at the market by default")
        UnwindConduct.@Nullable Style style,
    @Schema(
            enumeration = {"listed", "shortsFirst", "largestFirst"},
            defaultValue = "listed",
            description =
                "Which position comes first: as named, what is owed before what is owned, or by what they are worth at the"
                    + " last price")
        @Nullable String order,
    @Schema(
            description =
                "Closing orders of each account that are out at a time; the next one follows when one has ended",
            minimum = "1",
            maximum = "10000")
        @Nullable Integer maxConcurrent,
    @Schema(
            description =
                "By when each account's liquidation ends, from its acceptance on, as 30m or 2h")
        @Nullable String deadline,
    @Schema(
            enumeration = {"report", "market"},
            defaultValue = "report",
            description =
                "What is open at the deadline is stated and left, or goes to the market at once")
        @Nullable String onDeadline,
    @Schema(
            description =
                "A moment with its offset, at which it is asked for; the answer is the schedule that does so")
        @Nullable String at,
    @Schema(
            description =
                "In the place of at: how long before the close of each instrument's session, as 15m; the answer is the"
                    + " schedule that asks for it then")
        @Nullable String beforeClose,
    @Schema(description = "With beforeClose: before every close, and not only the next")
        @Nullable Boolean repeat,
    @Schema(description = "With at or beforeClose: when it is too late, as of a schedule")
        @Nullable String lateUntil) {

  /** How it is carried out. */
  Conduct conduct() {
    Conduct conduct =
        UnwindConduct.read(style, order, maxConcurrent, deadline, onDeadline, cancelDeadline);
    if (cancelDeadline != null && !Boolean.TRUE.equals(cancelOrders)) {
      throw UnwindBodies.malformed("cancelDeadline goes with cancelOrders");
    }
    if (conduct.goesInSteps() && HeldPolicy.CLOSE_AS_FREED.name().equals(heldPolicy)) {
      throw UnwindBodies.malformed(
          "heldPolicy CLOSE_AS_FREED goes with style market, and without maxConcurrent and deadline");
    }
    return conduct;
  }

  /**
   * How much of each position.
   *
   * @param named how many are named
   */
  CloseAmount amount(int named) {
    if (Stream.of(quantity, percentage, target).filter(Objects::nonNull).count() > 1) {
      throw new TradingException(Reason.QUANTITY_AMBIGUOUS);
    }
    if (target != null) {
      return CloseAmount.target(UnwindParameters.target(target));
    }
    if (quantity != null) {
      if (named != 1 && select == null) {
        throw new TradingException(
            Denial.of(Reason.QUANTITY_AMBIGUOUS, "a quantity needs exactly one position"));
      }
      return new CloseAmount.Units(UnwindParameters.quantity(quantity));
    }
    return percentage == null
        ? CloseAmount.ALL
        : CloseAmount.percentage(UnwindParameters.percentage(percentage));
  }

  /** Whether it is to be asked for later. */
  boolean isForLater() {
    return at != null || beforeClose != null || repeat != null || lateUntil != null;
  }

  /** The same, asked for when its schedule fires. */
  UnwindScheduleRequest later() {
    return new UnwindScheduleRequest(
        at,
        beforeClose,
        repeat,
        lateUntil,
        UnwindCloseRequestBuilder.builder(this)
            .at(null)
            .beforeClose(null)
            .repeat(null)
            .lateUntil(null)
            .build());
  }
}
