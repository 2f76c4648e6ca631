// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A liquidation; with its items where it is asked for by its id. Decimals are strings. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "accountId",
      "dialect",
      "actor",
      "scope",
      "cancelOrders",
      "heldPolicy",
      "status",
      "counts",
      "executedValue",
      "cancelRequested",
      "createdAt",
      "updatedAt"
    })
public record UnwindLiquidation(
    UUID id,
    long accountId,
    @Schema(description = "The API through which it was asked for") String dialect,
    String actor,
    @Nullable String requestId,
    @Schema(enumeration = {"POSITION", "POSITIONS", "ACCOUNT"}) String scope,
    @Schema(description = "Asked of the position, where not all of it") @Nullable String quantity,
    @Schema(description = "Asked of each position, where not all of it")
        @Nullable String percentage,
    @Schema(description = "Asked to be left of each position, where one was named")
        @Nullable String target,
    boolean cancelOrders,
    @Schema(enumeration = {"REFUSE", "CLOSE_AVAILABLE", "CLOSE_AS_FREED"}) String heldPolicy,
    @Nullable String clientOrderId,
    @Schema(
            enumeration = {
              "NEW",
              "PROCESSING",
              "FILLED",
              "PARTIALLY_FILLED",
              "CANCELED",
              "FAILED",
              "SETTLED"
            })
        String status,
    @Schema(description = "A reason code, where it did not end as asked") @Nullable String reason,
    @Nullable String message,
    Counts counts,
    @Schema(description = "Sum of the cash effects booked so far") String executedValue,
    @Schema(description = "That sum, fixed at the end; absent until then")
        @Nullable String proceeds,
    boolean cancelRequested,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    @Nullable Instant settledAt,
    @Nullable List<Item> items,
    @Schema(description = "Value of itemsAfter for the next items, where there are more")
        @Nullable Long nextItemsAfter,
    @Schema(description = "Symbols that were asked for and of which nothing is held")
        @Nullable List<String> notHeld,
    @Schema(description = "Why it was asked for, in the caller's words")
        @Nullable String statedReason,
    @Schema(description = "The caller's name for it") @Nullable String clientReference,
    @Schema(description = "The act over several accounts that it is part of")
        @Nullable String actId,
    @Schema(description = "How it is carried out, where not all of it goes out at once")
        @Nullable UnwindConduct conduct,
    @Schema(description = "By when it ends, where a deadline was named")
        @Nullable Instant deadlineAt) {

  /** Items by where they stand. */
  @RegisterForReflection
  @Schema(
      name = "UnwindLiquidationCounts",
      requiredProperties = {"total", "open", "filled", "partiallyFilled", "canceled", "failed"})
  public record Counts(
      int total, int open, int filled, int partiallyFilled, int canceled, int failed) {}

  /** One position of a liquidation, and what became of it. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindLiquidationItem",
      requiredProperties = {
        "id",
        "positionId",
        "symbol",
        "positionQuantity",
        "status",
        "requestedQuantity",
        "filledQuantity",
        "cashEffect",
        "attempts",
        "orders",
        "createdAt",
        "updatedAt"
      })
  public record Item(
      long id,
      long positionId,
      String symbol,
      @Schema(description = "Signed quantity of the position when the request was accepted")
          String positionQuantity,
      @Schema(
              enumeration = {
                "AWAITING_CANCELS",
                "WAITING",
                "CLOSING",
                "FILLED",
                "PARTIALLY_FILLED",
                "CANCELED",
                "FAILED"
              })
          String status,
      @Schema(description = "What is to be closed, unsigned; 0 until that is known")
          String requestedQuantity,
      String filledQuantity,
      @Nullable String averagePrice,
      String cashEffect,
      int attempts,
      @Schema(description = "Its closing orders, the last one last") List<UnwindOrder> orders,
      @Schema(description = "A reason code, where it did not end as asked") @Nullable String reason,
      @Nullable String message,
      @Nullable Blocked blocked,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant endedAt,
      @Schema(description = "How far it has come, where it is closed in steps")
          @Nullable Steps steps) {}

  /** An item that is closed in steps, in turn, or by a deadline. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindSteps", requiredProperties = "begun")
  public record Steps(
      @Schema(description = "Steps that have been begun") int begun,
      @Schema(description = "When the next one is due, where its time is what it waits for")
          @Nullable Instant nextAt,
      @Schema(description = "The price that its limits are measured from")
          @Nullable String measuredFrom,
      @Schema(
              enumeration = {"TURN", "STEP", "QUOTE_MISSING", "QUOTE_STALE", "DEADLINE"},
              description = "Why no order of it is out")
          @Nullable String waitsFor,
      @Nullable String message) {}

  /** What stood in the way of an item, unsigned. */
  @RegisterForReflection
  @Schema(
      name = "UnwindBlocked",
      requiredProperties = {"existing", "held", "available", "orders"})
  public record Blocked(String existing, String held, String available, List<OrderRef> orders) {}

  /** An order by both of its ids. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindOrderRef", requiredProperties = "id")
  public record OrderRef(long id, @Nullable UUID uid) {}

  /** Liquidations, the newest first, without their items. */
  @RegisterForReflection
  @Schema(
      name = "UnwindLiquidationPage",
      requiredProperties = {"liquidations", "total", "limit", "offset"})
  public record Page(List<UnwindLiquidation> liquidations, long total, int limit, int offset) {}
}
