// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where an account's orders go. */
@RegisterForReflection
@Schema(requiredProperties = "venue", additionalProperties = Schema.False.class)
public record UnwindVenueRequest(
    @Schema(description = "The name of a venue that is configured, or simulator", maxLength = 32)
        @Nullable String venue) {}
