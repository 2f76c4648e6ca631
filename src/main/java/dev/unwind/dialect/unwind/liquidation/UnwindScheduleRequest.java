// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A liquidation that is to be asked for later. Unknown keys are refused. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = "liquidation", additionalProperties = Schema.False.class)
public record UnwindScheduleRequest(
    @Schema(description = "A moment with its offset, at which it fires once") @Nullable String at,
    @Schema(
            description =
                "In the place of at: how long before the close of each instrument's session, as 15m, 90s, 1h or PT15M")
        @Nullable String beforeClose,
    @Schema(
            description =
                "With beforeClose: before every close until it is cancelled, and not only the next",
            defaultValue = "false")
        @Nullable Boolean repeat,
    @Schema(
            description =
                "When it is too late to fire. With at, a moment; by default the end of the first session that ends after it."
                    + " With beforeClose, how long before the close, by default 0s")
        @Nullable String lateUntil,
    @Schema(description = "What is asked for then; it names no positions")
        @Nullable UnwindCloseRequest liquidation) {}
