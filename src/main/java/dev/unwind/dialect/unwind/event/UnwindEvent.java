// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.dialect.unwind.UnwindAccount;
import dev.unwind.dialect.unwind.UnwindFill;
import dev.unwind.dialect.unwind.UnwindLiquidation;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindOrder;
import dev.unwind.dialect.unwind.UnwindPosition;
import dev.unwind.dialect.unwind.UnwindReconciliation;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.InstrumentId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An entry of an account's event log, with the state after it of what it concerns. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"accountId", "seq", "id", "at", "kind", "actor", "dialect"})
public record UnwindEvent(
    @Schema(description = "0 in the log of administration, which is no account's") long accountId,
    @Schema(description = "1 for a log's first event, without gaps") long seq,
    @Schema(description = "Unique in the ledger, not ordered") long id,
    Instant at,
    @Schema(
            enumeration = {
              "ORDER_HELD",
              "ORDER_ACCEPTED",
              "ORDER_PENDING_NEW",
              "ORDER_NEW",
              "ORDER_PENDING_CANCEL",
              "ORDER_CANCELED",
              "ORDER_CANCEL_REJECTED",
              "ORDER_PENDING_REPLACE",
              "ORDER_REPLACED",
              "ORDER_REPLACE_REJECTED",
              "ORDER_ADJUSTED",
              "ORDER_REJECTED",
              "ORDER_EXPIRED",
              "FILL",
              "FILL_SETTLED",
              "LIQUIDATION_NEW",
              "LIQUIDATION_PROCESSING",
              "LIQUIDATION_ENDED",
              "LIQUIDATION_SETTLED",
              "POSITION_CHANGED",
              "POSITION_FLIPPED",
              "ADJUSTED",
              "BOOKS_DIFFER",
              "BOOKS_AGREE",
              "ACCOUNT_LATCHED",
              "LIFT_REQUESTED",
              "LIFT_WITHDRAWN",
              "RULES_CHANGED",
              "RULE_BROKEN",
              "RULE_UNDECIDED",
              "ACCOUNT_CONFIGURED",
              "ACCOUNT_OPENED",
              "ACCOUNT_RENAMED",
              "ACCOUNT_CLOSING",
              "ACCOUNT_CLOSED",
              "PRINCIPAL_CREATED",
              "PRINCIPAL_GRANTED",
              "PRINCIPAL_REVOKED",
              "KEY_ISSUED",
              "KEY_ROTATED",
              "KEY_REVOKED",
              "INSTRUMENT_ADDED",
              "WEBHOOK_ADDED",
              "WEBHOOK_CHANGED",
              "WEBHOOK_REMOVED",
              "QUOTES_SET",
              "BOOK_IMPORTED"
            })
        String kind,
    String actor,
    String dialect,
    @Nullable String requestId,
    @Nullable UnwindOrder order,
    @Nullable UnwindFill fill,
    @Nullable UnwindPosition position,
    @Nullable UnwindLiquidation liquidation,
    @Schema(description = "The account's cash, where it moved") @Nullable String cash,
    @Schema(
            description =
                "The latch where it moved; the one that is asked for, or what a rule says, where the kind is of that")
        UnwindAccount.@Nullable TradingState tradingState,
    @Schema(description = "The account's status, where it or the title moved")
        @Nullable String accountStatus,
    @Nullable Adjustment adjustment,
    @Schema(description = "What the venue states otherwise, or has stated until now")
        UnwindReconciliation.@Nullable Difference difference,
    @Schema(description = "What an administrator, or the account's owner, has set")
        @Nullable Administration administration) {

  /** An act of administration, without any secret. */
  @RegisterForReflection
  @Schema(
      name = "UnwindAdministration",
      requiredProperties = {"subject", "facts"})
  public record Administration(
      @Schema(
              description =
                  "The principal's name, the instrument's symbol, the account's name, the webhook's id")
          String subject,
      @Schema(description = "What it is from then on, as far as it was set")
          Map<String, String> facts) {
    private static Administration of(Administered told) {
      return new Administration(told.subject(), told.facts());
    }
  }

  /** A change that is no trade. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindAdjustment",
      requiredProperties = {"id", "quantity", "cashEffect", "reason", "source"})
  public record Adjustment(
      long id,
      @Nullable String symbol,
      @Schema(description = "Signed change of the position") String quantity,
      @Nullable String price,
      String cashEffect,
      @Schema(
              enumeration = {
                "OPENING",
                "ADOPTED",
                "BUSTED",
                "CORRECTED",
                "FEE",
                "DIVIDEND",
                "INTEREST",
                "TRANSFER",
                "SPLIT",
                "SPIN_OFF",
                "RENAMED",
                "CORPORATE_ACTION"
              })
          String reason,
      @Schema(description = "Who says so") String source,
      @Nullable String note,
      @Schema(description = "Where a trade was taken back or corrected: the event has its fill")
          @Nullable Correction correction,
      @Schema(description = "The venue's id of what has happened, where it has one")
          @Nullable String activity) {
    private static Adjustment of(
        dev.unwind.domain.reconciliation.Adjustment booked,
        Map<InstrumentId, Instrument> instruments) {
      Instrument instrument =
          booked.instrumentId() == null ? null : instruments.get(booked.instrumentId());
      return new Adjustment(
          booked.id(),
          instrument == null ? null : instrument.symbol(),
          booked.qty().toString(),
          booked.price() == null ? null : booked.price().toString(),
          booked.cashEffect().toString(),
          booked.reason().name(),
          booked.source(),
          booked.note(),
          booked.correction() == null ? null : Correction.of(booked.correction()),
          booked.activity());
    }
  }

  /** What stands of a fill, which itself stays as it was booked. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindTradeCorrection",
      requiredProperties = {"executionId", "quantity", "price", "cashEffect", "realizedPl"})
  public record Correction(
      @Schema(description = "The venue's name of the correction") String executionId,
      @Schema(description = "What was traded after all; zero where it was taken back")
          String quantity,
      String price,
      String cashEffect,
      String realizedPl) {
    private static Correction of(TradeCorrection correction) {
      return new Correction(
          correction.execId(),
          correction.qty().toString(),
          correction.price().toString(),
          correction.cashEffect().toString(),
          correction.realizedPl().toString());
    }
  }

  /** As it is told, with instruments by their symbols. */
  static UnwindEvent of(LedgerEvent event, Map<InstrumentId, Instrument> instruments) {
    Order order = event.order();
    Fill fill = event.fill();
    Position position = event.position();
    Liquidation liquidation = event.liquidation();
    Account.Latch latch = event.latch();
    Account.Standing standing = event.standing();
    return new UnwindEvent(
        event.account().value(),
        event.seq(),
        event.id(),
        event.at(),
        event.kind().name(),
        event.actor(),
        event.dialect(),
        event.requestId(),
        order == null ? null : UnwindMapping.order(order, instruments.get(order.instrumentId())),
        fill == null ? null : UnwindMapping.fill(fill, instruments.get(fill.instrumentId())),
        position == null
            ? null
            : UnwindMapping.position(
                position, instruments.get(position.instrumentId()), null, null),
        liquidation == null ? null : UnwindMapping.liquidation(liquidation),
        event.cash() == null ? null : event.cash().toString(),
        latch == null ? null : UnwindMapping.tradingState(latch),
        standing == null ? null : standing.status().name(),
        event.adjustment() == null ? null : Adjustment.of(event.adjustment(), instruments),
        event.difference() == null ? null : UnwindReconciliation.Difference.of(event.difference()),
        event.administered() == null ? null : Administration.of(event.administered()));
  }

  /** Events of an account ascending by {@code seq}; of several, one account after the other. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindEventPage",
      requiredProperties = {"events", "more"})
  public record Page(
      List<UnwindEvent> events,
      @Schema(description = "Of one account: value of after for the next page") @Nullable Long next,
      @Schema(
              description =
                  "Whether there is a rest that was not looked at; the page may be empty nevertheless")
          boolean more,
      @Schema(description = "Of several accounts: value of cursor for the rest")
          @Nullable String cursor,
      @Schema(
              description =
                  "How many of the first events come late: their accounts' turn was while a server of the ledger did not answer")
          @Nullable Integer late,
      @Schema(
              description =
                  "true where accounts were passed over whose server does not answer; the cursor has their places")
          @Nullable Boolean away) {}
}
