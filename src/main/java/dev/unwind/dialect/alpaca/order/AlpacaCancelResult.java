// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.dialect.alpaca.AlpacaError;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of one order in a cancel of all; the body is there on failure only. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "CanceledOrderResponse", description = "What became of one order.")
public record AlpacaCancelResult(
    @Schema(required = true) UUID id,
    @Schema(required = true, examples = "200") int status,
    @Nullable AlpacaError body) {}
