// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.market;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The US equity market's hours, in New York's offset. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Clock", description = "The US equity market's hours, in New York's offset.")
public record AlpacaClock(
    @Schema(required = true, format = "date-time") String timestamp,
    @Schema(required = true, description = "Whether equity orders go out now") boolean isOpen,
    @Schema(required = true, format = "date-time") String nextOpen,
    @Schema(required = true, format = "date-time") String nextClose) {}
