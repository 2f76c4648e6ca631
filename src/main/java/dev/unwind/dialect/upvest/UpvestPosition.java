// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A position as it goes over the wire. */
@RegisterForReflection
@Schema(
    name = "UpvestPosition",
    requiredProperties = {
      "account_id",
      "instrument",
      "quantity",
      "locked_for_trading",
      "pending_settlement",
      "available_for_trading"
    })
public record UpvestPosition(
    @JsonProperty("account_id") @Schema(format = "uuid") String accountId,
    InstrumentRef instrument,
    @Schema(description = "Negative where the account is short") String quantity,
    @JsonProperty("locked_for_trading") String lockedForTrading,
    @JsonProperty("pending_settlement") @Schema(description = "Bought and not yet settled")
        String pendingSettlement,
    @JsonProperty("available_for_trading") String availableForTrading) {

  /** An instrument by its ids. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UpvestInstrumentReference", requiredProperties = "uuid")
  public record InstrumentRef(@Schema(format = "uuid") String uuid, @Nullable String isin) {}

  /** A list of them. */
  @RegisterForReflection
  @Schema(
      name = "UpvestPositionsList",
      requiredProperties = {"meta", "data"})
  public record Page(UpvestPaging.Meta meta, List<UpvestPosition> data) {}
}
