// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is to be closed. Unknown keys are refused: a typo must not close more than was meant. */
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
        @Nullable String clientReference) {}
