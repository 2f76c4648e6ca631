// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateTradeDate;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Accounts, positions and money as they go over the wire. */
@RegisterForReflection(ignoreNested = false)
public final class BookEntities {
  private BookEntities() {}

  /**
   * An account.
   *
   * @param closed only ever true, else left out; {@code restricted} likewise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      requiredProperties = {
        "id",
        "name",
        "userId",
        "accountType",
        "active",
        "clearingHouseId",
        "riskCategoryId",
        "autoLiqProfileId",
        "marginAccountType",
        "legalStatus",
        "timestamp"
      })
  public record TradovateAccount(
      long id,
      @Schema(description = "what commands call accountSpec") String name,
      long userId,
      @Schema(enumeration = {"Customer", "Giveup", "House", "Omnibus", "Wash"}) String accountType,
      boolean active,
      long clearingHouseId,
      long riskCategoryId,
      long autoLiqProfileId,
      @Schema(enumeration = {"Hedger", "Speculator"}) String marginAccountType,
      @Schema(
              enumeration = {
                "Corporation",
                "GP",
                "IRA",
                "Individual",
                "Joint",
                "LLC",
                "LLP",
                "LP",
                "Trust"
              })
          String legalStatus,
      String timestamp,
      @Nullable Boolean restricted,
      @Nullable Boolean closed) {}

  /**
   * The net position of an account in a contract; stays when flat.
   *
   * @param netPos signed
   * @param netPrice average entry price; left out when flat
   * @param boughtValue quantity times price of what was bought on the trade date, in points
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      requiredProperties = {
        "id",
        "accountId",
        "contractId",
        "timestamp",
        "tradeDate",
        "netPos",
        "bought",
        "boughtValue",
        "sold",
        "soldValue",
        "prevPos"
      })
  public record TradovatePosition(
      long id,
      long accountId,
      long contractId,
      String timestamp,
      TradovateTradeDate tradeDate,
      int netPos,
      @Nullable BigDecimal netPrice,
      int bought,
      BigDecimal boughtValue,
      int sold,
      BigDecimal soldValue,
      int prevPos,
      @Nullable BigDecimal prevPrice) {}

  /** A purchase and a sale that were matched, first in first out. Informative. */
  @Schema(
      requiredProperties = {
        "id",
        "positionId",
        "buyFillId",
        "sellFillId",
        "qty",
        "buyPrice",
        "sellPrice",
        "active"
      })
  public record TradovateFillPair(
      long id,
      long positionId,
      long buyFillId,
      long sellFillId,
      int qty,
      BigDecimal buyPrice,
      BigDecimal sellPrice,
      boolean active) {}

  /** An account's money; has the account's id. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      requiredProperties = {"id", "accountId", "timestamp", "tradeDate", "currencyId", "amount"})
  public record TradovateCashBalance(
      long id,
      long accountId,
      String timestamp,
      TradovateTradeDate tradeDate,
      long currencyId,
      BigDecimal amount) {}

  /**
   * An account's money with open positions at the quotes.
   *
   * @param initialMargin zero: the ledger keeps none; {@code maintenanceMargin} likewise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TradovateCashBalanceSnapshot(
      @Nullable String errorText,
      @Nullable BigDecimal totalCashValue,
      @Nullable BigDecimal totalPnL,
      @Nullable BigDecimal initialMargin,
      @Nullable BigDecimal maintenanceMargin,
      @Nullable BigDecimal netLiq,
      @Nullable BigDecimal openPnL,
      @Nullable BigDecimal realizedPnL) {}

  /** A principal that may sign in. */
  @Schema(requiredProperties = {"id", "name", "timestamp", "email", "status", "professional"})
  public record TradovateUser(
      long id,
      String name,
      String timestamp,
      String email,
      @Schema(
              enumeration = {
                "Active",
                "Closed",
                "Initiated",
                "TemporaryLocked",
                "UnconfirmedEmail"
              })
          String status,
      boolean professional) {}
}
