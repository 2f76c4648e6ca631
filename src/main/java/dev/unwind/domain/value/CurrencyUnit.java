// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/**
 * A currency and the digits of its smallest unit: 2 for money of states, 8 for USDT and other
 * coins.
 *
 * @param code upper-case code, as an account names it
 */
public record CurrencyUnit(String code, int fractionDigits) {
  public static CurrencyUnit of(String code) {
    return switch (code) {
      case "JPY", "KRW" -> new CurrencyUnit(code, 0);
      case "USDT", "USDC", "BTC", "ETH" -> new CurrencyUnit(code, 8);
      default -> new CurrencyUnit(code, 2);
    };
  }
}
