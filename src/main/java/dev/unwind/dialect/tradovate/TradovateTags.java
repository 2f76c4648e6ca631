// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/** Names under which orders and liquidations carry what this dialect must show again. */
final class TradovateTags {
  /** The vendor's free tag of a command. */
  static final String CUSTOM_TAG = "customTag50";

  static final String IS_AUTOMATED = "isAutomated";

  /** {@code true} where a principal of the role admin asked as such. */
  static final String ADMIN = "admin";

  /** What the client calls the command; not unique. */
  static final String CLIENT_ID = "clOrdId";

  static final String TEXT = "text";

  /** Id of the principal that asked. */
  static final String SENDER = "senderId";

  /** Number of the session through which it asked. */
  static final String SESSION = "userSessionId";

  /** On the entry of a strategy: its type. */
  static final String STRATEGY_TYPE = "strategyType";

  static final String STRATEGY_PARAMS = "strategyParams";
  static final String STRATEGY_UUID = "strategyUuid";

  /** On every order of a strategy: which part of it the order is. */
  static final String STRATEGY_LABEL = "strategyLabel";

  private TradovateTags() {}
}
