// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.market;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A day on which the US equity market trades; times are New York's. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "CalendarDay", description = "A trading day of the US equity market.")
public record AlpacaCalendarDay(
    @Schema(required = true, format = "date") String date,
    @Schema(required = true, description = "HH:MM") String open,
    @Schema(required = true, description = "HH:MM, earlier on short days") String close,
    @Schema(required = true, description = "HHMM, of the extended session") String sessionOpen,
    @Schema(required = true, description = "HHMM, of the extended session") String sessionClose,
    @Schema(required = true, format = "date", description = "The next trading day")
        String settlementDate) {}
