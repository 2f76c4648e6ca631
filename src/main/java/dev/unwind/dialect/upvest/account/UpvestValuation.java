// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.unwind.dialect.upvest.UpvestPaging;
import dev.unwind.dialect.upvest.UpvestPosition.InstrumentRef;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account's valuation as it goes over the wire. */
@RegisterForReflection
@Schema(
    name = "UpvestAccountValuation",
    requiredProperties = {
      "id",
      "created_at",
      "updated_at",
      "account_id",
      "valuation_time",
      "price_quality",
      "total_security_value",
      "security_positions"
    })
record UpvestValuation(
    @Schema(format = "uuid") String id,
    @JsonProperty("created_at") @Schema(format = "date-time") String createdAt,
    @JsonProperty("updated_at") @Schema(format = "date-time") String updatedAt,
    @JsonProperty("account_id") @Schema(format = "uuid") String accountId,
    @JsonProperty("valuation_time") @Schema(format = "date-time") String valuationTime,
    @JsonProperty("price_quality") @Schema(enumeration = "EOD") String priceQuality,
    @JsonProperty("total_security_value") Amount totalSecurityValue,
    @JsonProperty("security_positions") List<SecurityPosition> securityPositions) {

  /** An amount of money. */
  @RegisterForReflection
  @Schema(
      name = "UpvestAmount",
      requiredProperties = {"amount", "currency"})
  record Amount(String amount, String currency) {}

  /** What a position is worth, and at the price of when. */
  @RegisterForReflection
  @Schema(
      name = "UpvestSecurityPositionValue",
      requiredProperties = {"amount", "currency", "price_time"})
  record PricedAmount(
      String amount,
      String currency,
      @JsonProperty("price_time") @Schema(format = "date-time") String priceTime) {}

  /** A position in a valuation; value and weight are null where there is no price. */
  @RegisterForReflection
  @Schema(
      name = "UpvestSecurityPosition",
      requiredProperties = {"instrument", "quantity", "value", "weight"})
  record SecurityPosition(
      InstrumentRef instrument,
      String quantity,
      @Schema(nullable = true) @Nullable PricedAmount value,
      @Schema(nullable = true, description = "Percent of the total") @Nullable String weight) {}

  /** A list of them. */
  @RegisterForReflection
  @Schema(
      name = "UpvestAccountValuationsList",
      requiredProperties = {"meta", "data"})
  record Page(UpvestPaging.Meta meta, List<UpvestValuation> data) {}
}
