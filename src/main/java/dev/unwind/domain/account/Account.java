// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.CurrencyUnit;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.VenueName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Owner of positions and orders.
 *
 * @param settles whether executions settle later, so that a liquidation goes on to SETTLED
 * @param cash sum of the starting cash and every fill's rounded cash effect
 * @param owner the Upvest user that owns it
 * @param groupUid the Upvest account group
 * @param latch who halted it, when and why
 * @param preferences what its owner has forbidden himself
 * @param venue where its orders go
 */
public record Account(
    AccountId id,
    UUID uid,
    String name,
    AccountType type,
    AccountStatus status,
    String currency,
    PositionMode positionMode,
    boolean settles,
    Money cash,
    @Nullable UUID owner,
    @Nullable UUID groupUid,
    Latch latch,
    Preferences preferences,
    VenueName venue,
    Instant createdAt) {

  /** An account at the simulator whose owner forbids himself nothing. */
  public Account(
      AccountId id,
      UUID uid,
      String name,
      AccountType type,
      AccountStatus status,
      String currency,
      PositionMode positionMode,
      boolean settles,
      Money cash,
      @Nullable UUID owner,
      @Nullable UUID groupUid,
      Latch latch,
      Instant createdAt) {
    this(
        id,
        uid,
        name,
        type,
        status,
        currency,
        positionMode,
        settles,
        cash,
        owner,
        groupUid,
        latch,
        Preferences.NONE,
        VenueName.SIMULATOR,
        createdAt);
  }

  /**
   * What the owner of an account has forbidden himself, through whichever API he trades. Unlike the
   * latch he may lift it himself.
   *
   * @param tradeSuspended new orders are refused; what is held can still be closed
   * @param longOnly orders that would open a short position are refused
   */
  public record Preferences(boolean tradeSuspended, boolean longOnly) {
    public static final Preferences NONE = new Preferences(false, false);
  }

  /**
   * The trading state with its story; {@code by}, {@code reason} and {@code at} are null while it
   * was never set.
   */
  public record Latch(
      TradingState state, @Nullable String by, @Nullable String reason, @Nullable Instant at) {
    public static final Latch OPEN = new Latch(TradingState.ACTIVE, null, null, null);
  }

  /**
   * What its owner sees of it and may change.
   *
   * @param number its place in its group, from 1
   */
  public record Standing(String title, int number, AccountStatus status) {}

  public CurrencyUnit currencyUnit() {
    return CurrencyUnit.of(currency);
  }

  public Account withCash(Money value) {
    return new Account(
        id,
        uid,
        name,
        type,
        status,
        currency,
        positionMode,
        settles,
        value,
        owner,
        groupUid,
        latch,
        preferences,
        venue,
        createdAt);
  }

  public Account withLatch(Latch value) {
    return new Account(
        id,
        uid,
        name,
        type,
        status,
        currency,
        positionMode,
        settles,
        cash,
        owner,
        groupUid,
        value,
        preferences,
        venue,
        createdAt);
  }

  public Account withPreferences(Preferences value) {
    return new Account(
        id,
        uid,
        name,
        type,
        status,
        currency,
        positionMode,
        settles,
        cash,
        owner,
        groupUid,
        latch,
        value,
        venue,
        createdAt);
  }

  public Account withStatus(AccountStatus value) {
    return new Account(
        id,
        uid,
        name,
        type,
        value,
        currency,
        positionMode,
        settles,
        cash,
        owner,
        groupUid,
        latch,
        preferences,
        venue,
        createdAt);
  }

  public Account withVenue(VenueName value) {
    return new Account(
        id,
        uid,
        name,
        type,
        status,
        currency,
        positionMode,
        settles,
        cash,
        owner,
        groupUid,
        latch,
        preferences,
        value,
        createdAt);
  }
}
