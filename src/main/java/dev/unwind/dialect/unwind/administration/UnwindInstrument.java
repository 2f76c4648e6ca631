// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.Instrument;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is traded. It never changes once it is there. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "uid",
      "symbol",
      "assetClass",
      "exchange",
      "currency",
      "quantityIncrement",
      "priceIncrement",
      "multiplier",
      "aliases",
      "fractionable",
      "shortable",
      "marginable",
      "session"
    })
public record UnwindInstrument(
    long id,
    UUID uid,
    String symbol,
    @Schema(enumeration = {"us_equity", "us_option", "crypto", "future", "fund"}) String assetClass,
    String exchange,
    String currency,
    String quantityIncrement,
    String priceIncrement,
    @Schema(description = "Money per point and unit") String multiplier,
    @Schema(description = "Further spellings") List<String> aliases,
    @Nullable String isin,
    boolean fractionable,
    boolean shortable,
    boolean marginable,
    @Schema(enumeration = {"always", "us_equity", "cme_globex"}) String session,
    @Nullable String initialMargin,
    @Nullable Contract contract) {

  /** Of a future. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindContract",
      requiredProperties = {"product", "expirationMonth", "expirationDate"},
      additionalProperties = Schema.False.class)
  public record Contract(
      @Nullable String product,
      @Nullable String productDescription,
      @Schema(description = "Year and month: 202612") @Nullable Integer expirationMonth,
      @Nullable Instant expirationDate,
      @Nullable Boolean isFront) {
    private static Contract of(FuturesContract contract) {
      return new Contract(
          contract.product(),
          contract.productDescription(),
          contract.expirationMonth(),
          contract.expirationDate(),
          contract.isFront());
    }
  }

  /** One to be added, as a book document describes one. Unknown keys are refused. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindInstrumentRequest",
      requiredProperties = {
        "symbol",
        "assetClass",
        "currency",
        "quantityIncrement",
        "priceIncrement"
      },
      additionalProperties = Schema.False.class)
  public record Request(
      @Nullable String symbol,
      @Schema(enumeration = {"us_equity", "us_option", "crypto", "future", "fund"})
          @Nullable String assetClass,
      @Nullable String exchange,
      @Nullable String currency,
      @Nullable String quantityIncrement,
      @Nullable String priceIncrement,
      @Schema(description = "1 by default") @Nullable String multiplier,
      @Nullable List<@Nullable String> aliases,
      @Nullable String isin,
      @Nullable Boolean fractionable,
      @Nullable Boolean shortable,
      @Nullable Boolean marginable,
      @Schema(enumeration = {"always", "us_equity", "cme_globex"}) @Nullable String session,
      @Nullable String initialMargin,
      @Nullable Contract contract) {}

  /** A book document with nothing else in it. */
  @RegisterForReflection
  record Document(List<Request> instruments) {}

  /** Ascending by symbol. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindInstrumentPage", requiredProperties = "instruments")
  public record Page(
      List<UnwindInstrument> instruments,
      @Schema(description = "Value of after for the next page; absent where there is none")
          @Nullable String next) {}

  static UnwindInstrument of(Instrument instrument) {
    FuturesContract contract = instrument.contract();
    return new UnwindInstrument(
        instrument.id().value(),
        instrument.uid(),
        instrument.symbol(),
        code(instrument.assetClass()),
        instrument.exchange(),
        instrument.currency(),
        instrument.quantityIncrement().toString(),
        instrument.priceIncrement().toString(),
        instrument.multiplier().toString(),
        instrument.aliases(),
        instrument.isin(),
        instrument.fractionable(),
        instrument.shortable(),
        instrument.marginable(),
        code(instrument.session()),
        instrument.initialMargin() == null ? null : instrument.initialMargin().toString(),
        contract == null ? null : Contract.of(contract));
  }

  private static String code(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
