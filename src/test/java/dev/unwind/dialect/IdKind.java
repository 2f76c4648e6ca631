// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import org.jspecify.annotations.Nullable;

/** What an id in a request is of. */
enum IdKind {
  ACCOUNT_NAME,
  ACCOUNT_ID,
  ACCOUNT_UID,
  ORDER_ID,
  ORDER_UID,
  CLIENT_ORDER_ID,
  POSITION_ID,
  POSITION_UID,
  LIQUIDATION,
  ACT,
  SCHEDULE,
  LIFT,
  PRINCIPAL,
  KEY,
  SYMBOL;

  /** Tradovate's entities that belong to accounts. */
  private static final String OF_ACCOUNTS =
      "/v1/(account|cashbalance|command|executionreport|fill|marginsnapshot|order|position|userautoliq).*";

  /**
   * What a parameter or member names; null where it is nobody's, or everybody's.
   *
   * @param in path, query or body
   */
  static @Nullable IdKind of(Dialect dialect, String path, String name, String in) {
    return switch (dialect) {
      case UNWIND ->
          switch (name) {
            case "account" -> ACCOUNT_NAME;
            case "accounts" -> path.contains("/principals") ? ACCOUNT_NAME : null;
            case "principal" -> PRINCIPAL;
            case "key" -> in.equals("path") ? KEY : null;
            case "position" -> POSITION_ID;
            case "positions" -> in.equals("body") ? POSITION_ID : null;
            case "id" ->
                path.contains("/acts/")
                    ? ACT
                    : path.contains("/schedules/")
                        ? SCHEDULE
                        : path.contains("/lifts/") ? LIFT : LIQUIDATION;
            default -> null;
          };
      case ALPACA ->
          switch (name) {
            case "order_id" -> ORDER_UID;
            case "client_order_id" -> path.endsWith(":by_client_order_id") ? CLIENT_ORDER_ID : null;
            case "symbol_or_asset_id" -> path.contains("/positions/") ? SYMBOL : null;
            default -> null;
          };
      case NEURATRADE ->
          switch (name) {
            case "order_id" -> ORDER_UID;
            case "position_id" -> POSITION_UID;
            default -> null;
          };
      case TRADOVATE ->
          switch (name) {
            case "accountId", "accountid" -> ACCOUNT_ID;
            case "accountSpec" -> ACCOUNT_NAME;
            case "orderId", "orderid" -> ORDER_ID;
            case "positionId", "positions" -> POSITION_ID;
            case "id", "ids" ->
                !path.matches(OF_ACCOUNTS)
                    ? null
                    : path.startsWith("/v1/account/")
                        ? ACCOUNT_ID
                        : path.startsWith("/v1/position/") ? POSITION_ID : ORDER_ID;
            case "masterid", "masterids" ->
                !path.matches(OF_ACCOUNTS)
                    ? null
                    : path.matches("/v1/(fill|orderversion|command|executionreport).*")
                        ? ORDER_ID
                        : ACCOUNT_ID;
            default -> null;
          };
      case UPVEST ->
          switch (name) {
            case "account_id" -> ACCOUNT_UID;
            case "account_group_id" -> in.equals("path") ? ACCOUNT_UID : null;
            case "order_id" -> ORDER_UID;
            case "account_liquidation_id" -> LIQUIDATION;
            default -> null;
          };
    };
  }
}
