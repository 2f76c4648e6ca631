// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What restricts an account, as it goes over the wire. Each has the account's id. */
@RegisterForReflection(ignoreNested = false)
public final class RiskEntities {
  private RiskEntities() {}

  /**
   * Whether the account is latched.
   *
   * @param adminTimestamp when it was; absent while it never was
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id", "adminAction"})
  public record TradovateAccountRiskStatus(
      long id,
      @Schema(
              enumeration = {
                "AgreedOnLiqOnlyModeByAutoLiq",
                "AgreedOnLiquidationByAutoLiq",
                "DisableAutoLiq",
                "LiquidateImmediately",
                "LiquidateOnlyModeImmediately",
                "LockTradingImmediately",
                "Normal",
                "PlaceAutoLiqOnHold"
              })
          String adminAction,
      @Nullable String adminTimestamp) {}

  /** What an account's positions bind; all of it is zero, for the ledger keeps no margin. */
  @Schema(
      requiredProperties = {
        "id",
        "timestamp",
        "riskTimePeriodId",
        "initialMargin",
        "maintenanceMargin",
        "autoLiqLevel",
        "liqOnlyLevel",
        "totalUsedMargin",
        "fullInitialMargin"
      })
  public record TradovateMarginSnapshot(
      long id,
      String timestamp,
      long riskTimePeriodId,
      BigDecimal initialMargin,
      BigDecimal maintenanceMargin,
      BigDecimal autoLiqLevel,
      BigDecimal liqOnlyLevel,
      BigDecimal totalUsedMargin,
      BigDecimal fullInitialMargin) {}

  /** The limits at which an account would be liquidated by itself; none is ever set here. */
  @Schema(requiredProperties = {"id", "changesLocked"})
  public record TradovateUserAccountAutoLiq(long id, boolean changesLocked) {}
}
