// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an account's latch is set to. */
@RegisterForReflection
@Schema(requiredProperties = "state", additionalProperties = Schema.False.class)
public record UnwindLatchRequest(
    @Schema(
            enumeration = {"ACTIVE", "CLOSE_ONLY", "HALTED"},
            description =
                "CLOSE_ONLY admits only orders that reduce risk, HALTED only liquidations and cancels")
        @Nullable String state,
    @Schema(description = "Why, in the operator's words; kept with the latch", maxLength = 500)
        @Nullable String reason) {}
