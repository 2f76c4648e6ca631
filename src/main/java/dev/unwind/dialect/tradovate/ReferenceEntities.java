// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is traded, as it goes over the wire. Only instruments of whole quantities are shown. */
@RegisterForReflection(ignoreNested = false)
public final class ReferenceEntities {
  private ReferenceEntities() {}

  /**
   * A tradable contract; has the instrument's id.
   *
   * @param timestamp left out where {@code unwind.dialect.tradovate.classic} is set
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id", "name", "contractMaturityId"})
  public record TradovateContract(
      long id, String name, long contractMaturityId, @Nullable String timestamp) {}

  /**
   * When a contract ends; has the instrument's id. What never ends is shown with December 2099.
   *
   * @param expirationMonth year and month as {@code YYYYMM}
   */
  @Schema(requiredProperties = {"id", "productId", "expirationMonth", "expirationDate", "isFront"})
  public record TradovateContractMaturity(
      long id, long productId, int expirationMonth, String expirationDate, boolean isFront) {}

  /**
   * What contracts of several months have in common.
   *
   * @param valuePerPoint money per point and unit
   * @param priceFormat negated number of fraction digits of the tick
   */
  @Schema(
      requiredProperties = {
        "id",
        "name",
        "currencyId",
        "productType",
        "description",
        "exchangeId",
        "contractGroupId",
        "status",
        "valuePerPoint",
        "priceFormatType",
        "priceFormat",
        "tickSize"
      })
  public record TradovateProduct(
      long id,
      String name,
      long currencyId,
      @Schema(
              enumeration = {
                "CommonStock",
                "Continuous",
                "Cryptocurrency",
                "Futures",
                "MarketInternals",
                "Options",
                "Spread"
              })
          String productType,
      String description,
      long exchangeId,
      long contractGroupId,
      @Schema(enumeration = {"Inactive", "Locked", "ReadyForContracts", "ReadyToTrade", "Verified"})
          String status,
      BigDecimal valuePerPoint,
      @Schema(enumeration = {"Decimal", "Fractional"}) String priceFormatType,
      int priceFormat,
      BigDecimal tickSize) {}

  @Schema(requiredProperties = {"id", "name"})
  public record TradovateCurrency(long id, String name, String symbol) {}

  @Schema(requiredProperties = {"id", "name"})
  public record TradovateExchange(long id, String name) {}

  @Schema(requiredProperties = {"id", "name"})
  public record TradovateContractGroup(long id, String name) {}

  @Schema(requiredProperties = {"id", "name", "enabled"})
  public record TradovateOrderStrategyType(int id, String name, boolean enabled) {}

  /** Never comes: accounts have none here, but clients ask for them at start. */
  @Schema(requiredProperties = {"id", "userId", "propertyId"})
  public record TradovateUserProperty(long id, long userId, long propertyId) {}
}
