// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Reason;
import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to close a set of positions of an account.
 *
 * @param dialect the API through which it came
 * @param cancelOrders whether working orders are cancelled first
 * @param exclusive at most one such liquidation of an account is live at a time
 * @param clientOrderId the caller's name for its orders
 * @param items how its items stand, counted
 * @param executedValue sum of the cash effects booked so far
 * @param proceeds that sum, fixed once at the end; null until then
 * @param cancelRequested the caller asked to stop it
 * @param cancelDeadlineAt when waiting for cancels ends
 * @param dueAt when somebody must look at it again; null once ended
 */
@Stepwise
public record Liquidation(
    LiquidationId id,
    UUID uid,
    AccountId accountId,
    String dialect,
    String actor,
    @Nullable String requestId,
    LiquidationScope scope,
    CloseAmount amount,
    boolean cancelOrders,
    HeldPolicy heldPolicy,
    boolean exclusive,
    @Nullable String clientOrderId,
    Conduct conduct,
    LiquidationStatus status,
    @Nullable Reason reason,
    ItemCounts items,
    Money executedValue,
    @Nullable Money proceeds,
    boolean cancelRequested,
    @Nullable Instant cancelDeadlineAt,
    @Nullable Instant dueAt,
    Map<String, String> tags,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    @Nullable Instant settledAt)
    implements LiquidationBuilder.With {

  public Liquidation {
    tags = Map.copyOf(tags);
  }

  /** When it has to have ended; null where nobody has said so. */
  public @Nullable Instant deadlineAt() {
    Conduct.Deadline deadline = conduct.deadline();
    return deadline == null ? null : createdAt.plus(deadline.after());
  }

  /** Items by where they stand; the sum is their number. */
  public record ItemCounts(int open, int filled, int partiallyFilled, int canceled, int failed) {
    public static ItemCounts open(int count) {
      return new ItemCounts(count, 0, 0, 0, 0);
    }

    public int total() {
      return open + filled + partiallyFilled + canceled + failed;
    }

    /** One open item ended so. */
    public ItemCounts ended(ItemStatus status) {
      return switch (status) {
        case FILLED -> new ItemCounts(open - 1, filled + 1, partiallyFilled, canceled, failed);
        case PARTIALLY_FILLED ->
            new ItemCounts(open - 1, filled, partiallyFilled + 1, canceled, failed);
        case CANCELED -> new ItemCounts(open - 1, filled, partiallyFilled, canceled + 1, failed);
        case FAILED -> new ItemCounts(open - 1, filled, partiallyFilled, canceled, failed + 1);
        case AWAITING_CANCELS, CLOSING, WAITING ->
            throw new IllegalArgumentException("not an end: " + status);
      };
    }
  }

  /** The liquidation as it is from {@code now} on; what is not set stays. */
  public Liquidation at(Instant now, Consumer<LiquidationBuilder> change) {
    LiquidationBuilder next = with();
    change.accept(next);
    return next.updatedAt(now).build();
  }
}
