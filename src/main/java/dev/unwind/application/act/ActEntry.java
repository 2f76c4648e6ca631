// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One account of an act, and what has become of it.
 *
 * @param place its place in the act, from 1
 * @param named as the caller named it
 * @param account null where the caller has no such account
 * @param reason why it was refused, or why a halt could not close
 * @param blocked the latch that the act has left; also of a halt that could not close
 * @param cancels null where none were asked for, or the replica that counted them has gone
 */
public record ActEntry(
    int place,
    String named,
    @Nullable AccountId account,
    Status status,
    @Nullable Reason reason,
    @Nullable String text,
    @Nullable TradingState blocked,
    @Nullable Cancels cancels,
    @Nullable Closing closing,
    @Nullable Instant decidedAt) {

  /** How an account stands in its act. */
  public enum Status {
    PENDING,
    ACCEPTED,
    REFUSED
  }

  /**
   * What became of the ordinary orders in the account's transaction.
   *
   * @param canceled final
   * @param asked the venue has been asked, and may still trade them
   * @param kept could not be cancelled now
   */
  public record Cancels(int canceled, int asked, int kept) {}

  /** Its liquidation, as it stands now. */
  public record Closing(UUID liquidation, LiquidationStatus status, Liquidation.ItemCounts items) {}
}
