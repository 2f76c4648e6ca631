// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/** Names under which orders and liquidations carry what this dialect must show again. */
public final class TradovateTags {
  /** The vendor's free tag of a command. */
  public static final String CUSTOM_TAG = "customTag50";

  public static final String IS_AUTOMATED = "isAutomated";

  /** {@code true} where a principal of the role admin asked as such. */
  public static final String ADMIN = "admin";

  /** What the client calls the command; not unique. */
  public static final String CLIENT_ID = "clOrdId";

  public static final String TEXT = "text";

  /** Id of the principal that asked. */
  public static final String SENDER = "senderId";

  /** Number of the session through which it asked. */
  public static final String SESSION = "userSessionId";

  /** On the entry of a strategy: its type. */
  public static final String STRATEGY_TYPE = "strategyType";

  public static final String STRATEGY_PARAMS = "strategyParams";
  public static final String STRATEGY_UUID = "strategyUuid";

  /** On every order of a strategy: which part of it the order is. */
  public static final String STRATEGY_LABEL = "strategyLabel";

  private TradovateTags() {}
}
