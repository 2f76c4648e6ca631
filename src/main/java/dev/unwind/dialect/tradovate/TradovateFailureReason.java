// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/**
 * Why a command failed, in the vendor's words. These are the ones of the oldest schema still in
 * use: clients generated from it throw on any other.
 */
public enum TradovateFailureReason {
  AccountClosed,
  AdvancedTrailingStopUnsupported,
  AnotherCommandPending,
  BackMonthProhibited,
  ExecutionProviderNotConfigured,
  ExecutionProviderUnavailable,
  InvalidContract,
  InvalidPrice,
  LiquidationOnly,
  LiquidationOnlyBeforeExpiration,
  MaxOrderQtyIsNotSpecified,
  MaxOrderQtyLimitReached,
  MaxPosLimitMisconfigured,
  MaxPosLimitReached,
  MaxTotalPosLimitReached,
  MultipleAccountPlanRequired,
  NoQuote,
  NotEnoughLiquidity,
  OtherExecutionRelated,
  ParentRejected,
  RiskCheckTimeout,
  SessionClosed,
  Success,
  TooLate,
  TradingLocked,
  TrailingStopNonOrderQtyModify,
  Unauthorized,
  UnknownReason,
  Unsupported
}
