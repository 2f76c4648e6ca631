// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The market as last seen. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"symbol", "last", "at"})
public record UnwindQuote(
    String symbol,
    String last,
    @Nullable String bid,
    @Nullable String ask,
    @Nullable String previousClose,
    Instant at) {

  /** What a quote is set to; it replaces the whole quote, but for a previous close. */
  @RegisterForReflection
  @Schema(
      name = "UnwindQuoteRequest",
      requiredProperties = "last",
      additionalProperties = Schema.False.class)
  public record Request(
      @Schema(description = "A positive decimal") @Nullable String last,
      @Nullable String bid,
      @Nullable String ask,
      @Schema(description = "The one before stays when this is absent")
          @Nullable String previousClose) {}
}
