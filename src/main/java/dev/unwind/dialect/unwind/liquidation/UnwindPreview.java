// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.dialect.unwind.UnwindConduct;
import dev.unwind.dialect.unwind.UnwindLiquidation;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.ClosePlan;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a liquidation would do to an account as it is now. Nothing of it is written. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"accountId", "digest", "positions", "cancels", "proceeds"})
public record UnwindPreview(
    long accountId,
    @Schema(
            description =
                "Of all that would be done. Sent as If-Match, the liquidation is refused with 412 once it would do"
                    + " something else")
        String digest,
    @Schema(description = "How it would be carried out, where not all of it goes out at once")
        @Nullable UnwindConduct conduct,
    @Schema(description = "In the order in which they would be closed, where one is asked for")
        List<Line> positions,
    @Schema(description = "Working orders that would be cancelled") List<Cancel> cancels,
    Proceeds proceeds) {

  /** What would become of one position. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindPreviewLine",
      requiredProperties = {"positionId", "symbol", "positionQuantity", "outcome", "quantity"})
  public record Line(
      long positionId,
      String symbol,
      String positionQuantity,
      @Schema(
              enumeration = {"SENT", "PARKED", "WAITING", "AFTER_CANCELS", "ENDED", "FAILED"},
              description =
                  "SENT: its order goes out at once. PARKED: when the session opens. WAITING: behind another close of the"
                      + " position, or for its own step, as waitsFor says. AFTER_CANCELS: it is sized when the cancels are final. ENDED: there is nothing to close")
          String outcome,
      @Nullable String side,
      @Schema(description = "Size of the first order, where others would follow it")
          @Nullable String orderQuantity,
      @Schema(description = "Its limit, where it has one") @Nullable String limitPrice,
      @Schema(
              enumeration = {"TURN", "STEP", "QUOTE_MISSING", "QUOTE_STALE", "DEADLINE"},
              description = "Why no order would go out at once, where it is closed in steps")
          @Nullable String waitsFor,
      @Schema(
              description =
                  "What would be closed, unsigned; with AFTER_CANCELS, if nothing trades before")
          String quantity,
      @Schema(description = "Change of the cash at the bid; absent without one")
          @Nullable String proceedsAtBid,
      @Schema(description = "Change of the cash at the ask; absent without one")
          @Nullable String proceedsAtAsk,
      @Nullable String reason,
      @Nullable String message,
      UnwindLiquidation.@Nullable Blocked blocked) {}

  /** A working order that would be cancelled. */
  @RegisterForReflection
  @Schema(
      name = "UnwindPreviewCancel",
      requiredProperties = {"id", "uid", "symbol", "side", "quantity", "filledQuantity", "atOnce"})
  public record Cancel(
      long id,
      UUID uid,
      String symbol,
      String side,
      String quantity,
      String filledQuantity,
      @Schema(description = "The venue has not seen it, so that the cancel is final at once")
          boolean atOnce) {}

  /** Sums of the positions; absent where a price is missing. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindPreviewProceeds",
      requiredProperties = {"currency", "fees", "unpriced"})
  public record Proceeds(
      String currency,
      @Nullable String atBid,
      @Nullable String atAsk,
      @Schema(enumeration = "UNKNOWN", description = "The ledger knows no fees: none are taken off")
          String fees,
      @Schema(description = "Symbols without a bid or an ask") List<String> unpriced) {}

  static UnwindPreview of(ClosePlan plan, String currency) {
    List<String> unpriced =
        plan.lines().stream()
            .filter(line -> line.atBid() == null || line.atAsk() == null)
            .map(line -> line.instrument().symbol())
            .toList();
    return new UnwindPreview(
        plan.liquidation().accountId().value(),
        plan.digest(),
        UnwindConduct.of(plan.liquidation().conduct()),
        plan.lines().stream().map(UnwindPreview::line).toList(),
        plan.canceled().stream().map(UnwindPreview::cancel).toList(),
        new Proceeds(
            currency,
            sum(plan, ClosePlan.Line::atBid),
            sum(plan, ClosePlan.Line::atAsk),
            "UNKNOWN",
            unpriced));
  }

  private static @Nullable String sum(
      ClosePlan plan, Function<ClosePlan.Line, @Nullable Money> part) {
    Money sum = Money.ZERO;
    for (ClosePlan.Line line : plan.lines()) {
      Money money = part.apply(line);
      if (money == null) {
        return null;
      }
      sum = sum.plus(money);
    }
    return sum.toString();
  }

  private static Line line(ClosePlan.Line line) {
    LiquidationItem item = line.item();
    Order order = line.order();
    Reason reason = item.reason();
    LiquidationItem.Blocked blocked = item.blocked();
    return new Line(
        item.positionId().value(),
        line.instrument().symbol(),
        item.positionQty().toString(),
        outcome(item, order),
        order == null ? null : order.side().name(),
        order == null || order.qty().equals(line.qty()) ? null : order.qty().toString(),
        order == null || order.terms().limitPrice() == null
            ? null
            : order.terms().limitPrice().toString(),
        item.isPaused() && item.progress() != null && item.progress().pause() != null
            ? item.progress().pause().name()
            : null,
        line.qty().toString(),
        line.atBid() == null ? null : line.atBid().toString(),
        line.atAsk() == null ? null : line.atAsk().toString(),
        reason == null ? null : reason.name(),
        reason == null ? null : reason.meaning(),
        blocked == null
            ? null
            : new UnwindLiquidation.Blocked(
                blocked.existing().toString(),
                blocked.held().toString(),
                blocked.available().toString(),
                blocked.orders().stream()
                    .map(id -> new UnwindLiquidation.OrderRef(id.value(), null))
                    .toList()));
  }

  private static String outcome(LiquidationItem item, @Nullable Order order) {
    return switch (item.status()) {
      case AWAITING_CANCELS -> item.isPaused() ? "WAITING" : "AFTER_CANCELS";
      case WAITING -> "WAITING";
      case CLOSING -> order != null && order.status() == OrderStatus.ACCEPTED ? "PARKED" : "SENT";
      case FAILED -> "FAILED";
      case FILLED, PARTIALLY_FILLED, CANCELED -> "ENDED";
    };
  }

  private static Cancel cancel(ClosePlan.Cancel cancel) {
    Order order = cancel.order();
    return new Cancel(
        order.id().value(),
        order.terms().uid(),
        cancel.instrument().symbol(),
        order.side().name(),
        order.qty().toString(),
        order.filledQty().toString(),
        order.status() == OrderStatus.CANCELED);
  }
}
