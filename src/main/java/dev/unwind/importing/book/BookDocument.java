// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A book document that could be read, entry by entry, before anybody has looked whether the entries
 * fit together. Every entry knows its path for mistakes found later; what was optional and absent
 * is null.
 *
 * @param mentions what a file of another system says of its instruments
 * @param unreadable names of the entries that are left out
 */
public record BookDocument(
    List<AccountEntry> accounts,
    List<PrincipalEntry> principals,
    List<InstrumentEntry> instruments,
    List<Mention> mentions,
    List<QuoteEntry> quotes,
    List<PositionEntry> positions,
    List<WorkingOrderEntry> orders,
    Unreadable unreadable) {

  public BookDocument {
    accounts = List.copyOf(accounts);
    principals = List.copyOf(principals);
    instruments = List.copyOf(instruments);
    mentions = List.copyOf(mentions);
    quotes = List.copyOf(quotes);
    positions = List.copyOf(positions);
    orders = List.copyOf(orders);
  }

  /** Entries of all sections. */
  public long size() {
    return (long) accounts.size()
        + principals.size()
        + instruments.size()
        + mentions.size()
        + quotes.size()
        + positions.size()
        + orders.size();
  }

  public record AccountEntry(
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
      boolean settles,
      VenueName venue) {}

  /**
   * @param accounts names; empty where {@code allAccounts}
   */
  public record PrincipalEntry(
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

  public record ApiKeyEntry(String path, String id, String secret, @Nullable String publicKey) {
    @Override
    public String toString() {
      return "ApiKeyEntry[" + id + "]";
    }
  }

  public record InstrumentEntry(
      String path,
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

  /**
   * An instrument that a file of another system names: one that the ledger has, in whatever
   * spelling, or else one to be made if enough is said of it.
   *
   * @param symbol as the file spells it
   * @param assetClass as the file says in our words
   * @param assumedClass as it seems from the system's own words or from the symbol
   * @param currency as the file says
   * @param accountCurrency for one to be made, where the file says none
   * @param multiplier as the file says, or as the file's cost was divided by
   */
  public record Mention(
      String path,
      String symbol,
      @Nullable AssetClass assetClass,
      @Nullable AssetClass assumedClass,
      @Nullable String exchange,
      @Nullable String currency,
      String accountCurrency,
      @Nullable Quantity multiplier,
      @Nullable String isin,
      @Nullable UUID assetId) {

    /** The class to make it in; null where nothing tells. */
    @Nullable
    public AssetClass madeAs() {
      return assetClass != null ? assetClass : assumedClass;
    }
  }

  public record QuoteEntry(
      String path,
      String symbol,
      Price last,
      @Nullable Price bid,
      @Nullable Price ask,
      @Nullable Price previousClose,
      @Nullable Instant at) {}

  public record PositionEntry(
      String path,
      String account,
      String symbol,
      Quantity qty,
      Price avgEntryPrice,
      @Nullable Instant openedAt,
      @Nullable String positionId,
      @Nullable String exchange) {}

  public record WorkingOrderEntry(
      String path,
      String account,
      String symbol,
      Side side,
      OrderType type,
      Quantity qty,
      @Nullable Price limitPrice,
      @Nullable Price stopPrice,
      @Nullable Trail trail,
      TimeInForce timeInForce,
      @Nullable String clientOrderId,
      @Nullable String oco,
      @Nullable String parent,
      @Nullable String label) {}
}
