// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Side;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A book document that could be read, entry by entry, before anybody has looked whether the entries
 * fit together. Every entry knows its path for mistakes found later; what was optional and absent
 * is null.
 *
 * @param unreadable names of the entries that are left out
 */
record BookDocument(
    List<AccountEntry> accounts,
    List<PrincipalEntry> principals,
    List<InstrumentEntry> instruments,
    List<QuoteEntry> quotes,
    List<PositionEntry> positions,
    List<OrderEntry> orders,
    Unreadable unreadable) {

  BookDocument {
    accounts = List.copyOf(accounts);
    principals = List.copyOf(principals);
    instruments = List.copyOf(instruments);
    quotes = List.copyOf(quotes);
    positions = List.copyOf(positions);
    orders = List.copyOf(orders);
  }

  record AccountEntry(
      String path,
      String name,
      AccountType type,
      String currency,
      PositionMode positionMode,
      Money cash,
      @Nullable UUID uid,
      @Nullable Long id,
      @Nullable UUID owner,
      @Nullable UUID groupUid,
      AccountStatus status,
      TradingState tradingState,
      boolean settles) {}

  /**
   * @param accounts names; empty where {@code allAccounts}
   */
  record PrincipalEntry(
      String path,
      String name,
      @Nullable String password,
      List<Role> roles,
      boolean allAccounts,
      List<String> accounts,
      List<ApiKeyEntry> apiKeys,
      List<String> tokens) {
    @Override
    public String toString() {
      return "PrincipalEntry[" + name + "]";
    }
  }

  record ApiKeyEntry(String path, String id, String secret, @Nullable String publicKey) {
    @Override
    public String toString() {
      return "ApiKeyEntry[" + id + "]";
    }
  }

  /**
   * @param ifAbsent whether an instrument that answers to the symbol or uid already is meant,
   *     whatever it is like
   */
  record InstrumentEntry(
      String path,
      boolean ifAbsent,
      String symbol,
      AssetClass assetClass,
      @Nullable String exchange,
      String currency,
      Quantity quantityIncrement,
      Price priceIncrement,
      @Nullable Quantity multiplier,
      List<String> aliases,
      @Nullable String isin,
      @Nullable UUID uid,
      @Nullable Long id,
      @Nullable Boolean fractionable,
      @Nullable Boolean shortable,
      @Nullable Boolean marginable,
      @Nullable SessionKind session,
      @Nullable FuturesContract contract,
      @Nullable Money initialMargin) {}

  record QuoteEntry(
      String path,
      String symbol,
      Price last,
      @Nullable Price bid,
      @Nullable Price ask,
      @Nullable Price previousClose,
      @Nullable Instant at) {}

  record PositionEntry(
      String path,
      String account,
      String symbol,
      Quantity qty,
      Price avgEntryPrice,
      @Nullable Instant openedAt,
      @Nullable String positionId,
      @Nullable String exchange) {}

  record OrderEntry(
      String path,
      String account,
      String symbol,
      Side side,
      OrderType type,
      Quantity qty,
      @Nullable Price limitPrice,
      @Nullable Price stopPrice,
      TimeInForce timeInForce,
      @Nullable String clientOrderId,
      @Nullable String oco,
      @Nullable String parent,
      @Nullable String label) {}
}
