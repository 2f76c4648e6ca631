// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
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

  /** Quotes of several instruments, put in one transaction. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindQuotesRequest",
      requiredProperties = "quotes",
      additionalProperties = Schema.False.class)
  public record ManyRequest(
      @Schema(description = "At most 1000 by default, each of another instrument")
          @Nullable List<@Nullable One> quotes) {

    /** One of them. */
    @RegisterForReflection
    @Schema(
        name = "UnwindQuoteOf",
        requiredProperties = {"symbol", "last"},
        additionalProperties = Schema.False.class)
    public record One(
        @Nullable String symbol,
        @Nullable String last,
        @Nullable String bid,
        @Nullable String ask,
        @Nullable String previousClose) {}
  }

  /** What has come of several. */
  @RegisterForReflection
  @Schema(
      name = "UnwindQuotes",
      requiredProperties = {"quotes", "refused"})
  public record Many(
      @Schema(description = "As they are from now on") List<UnwindQuote> quotes,
      List<Refused> refused) {

    /** One by which the ledger could not carry what is held. */
    @RegisterForReflection
    @Schema(
        name = "UnwindQuoteRefused",
        requiredProperties = {"symbol", "reason", "message"})
    public record Refused(String symbol, String reason, String message) {}
  }

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
