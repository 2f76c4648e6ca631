// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** New terms of an order; what is absent stays. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "PatchOrderRequest", description = "Decimals as strings or numbers.")
public record AlpacaReplaceRequest(
    @Nullable String qty,
    @Schema(enumeration = {"day", "gtc", "ioc", "fok"}) @Nullable String timeInForce,
    @Nullable String limitPrice,
    @Nullable String stopPrice,
    @Nullable String trail,
    @Nullable String clientOrderId) {}
