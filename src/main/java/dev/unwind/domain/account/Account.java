// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.reconciliation.OnDifference;
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
 * @param title what its owner calls it; null where that is its name
 * @param settles whether executions settle later, so that a liquidation goes on to SETTLED
 * @param cash sum of the starting cash and every fill's rounded cash effect
 * @param owner the Upvest user that owns it
 * @param groupUid the Upvest account group
 * @param latch who halted it, when and why
 * @param preferences what its owner has forbidden himself
 * @param venue where its orders go
 * @param onDifference what is done where that venue says otherwise than the ledger
 */
@Stepwise
public record Account(
    AccountId id,
    UUID uid,
    String name,
    @Nullable String title,
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
    OnDifference onDifference,
    Instant createdAt)
    implements AccountBuilder.With {

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

    /**
     * What restricts never lifts: the next one, or its story with this state where that is
     * stricter. It is another one in any case: who has asked to lift this did not know of the next.
     */
    public Latch restrictedTo(Latch next) {
      return next.state().isLooserThan(state)
          ? new Latch(state, next.by(), next.reason(), next.at())
          : next;
    }
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
}
