// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A group's cash as it goes over the wire. */
@RegisterForReflection
@Schema(
    name = "UpvestCashBalance",
    requiredProperties = {
      "account_group_id",
      "currency",
      "balance",
      "locked_for_trading",
      "pending_settlement",
      "available_for_withdrawal",
      "available_for_trading"
    })
record UpvestCashBalance(
    @JsonProperty("account_group_id") @Schema(format = "uuid") String accountGroupId,
    String currency,
    String balance,
    @JsonProperty("locked_for_trading") @Schema(description = "What open buy orders will cost")
        String lockedForTrading,
    @JsonProperty("pending_settlement") @Schema(description = "Proceeds of sales not yet settled")
        String pendingSettlement,
    @JsonProperty("available_for_withdrawal") String availableForWithdrawal,
    @JsonProperty("available_for_trading") String availableForTrading) {}
