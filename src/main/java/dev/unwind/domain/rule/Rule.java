// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.rule;

/** What is watched. */
public enum Rule {
  /** Equity against that at the beginning of the account's day. */
  MAX_DAILY_LOSS("maxDailyLoss"),
  /** Equity against that when the rules were set. */
  MAX_DRAWDOWN("maxDrawdown"),
  /** Equity against its highest since the rules were set. */
  TRAILING_DRAWDOWN("trailingDrawdown"),
  /** What all positions are worth, longs and shorts added. */
  MAX_GROSS_NOTIONAL("maxGrossNotional"),
  /** What the largest position is worth. */
  MAX_POSITION_NOTIONAL("maxPositionNotional"),
  /** That all of it can be judged, where what cannot be counts as broken. */
  PRICES("prices");

  private final String code;

  Rule(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
