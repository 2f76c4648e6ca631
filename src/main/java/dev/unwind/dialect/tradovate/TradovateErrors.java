// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.unwind.application.TradingException;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.DialectErrors;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * Errors in the vendor's words. A command that was understood answers 200 with a {@code
 * failureReason}; everything else is a status with a JSON string, which both {@code res.json()} and
 * readers of plain text can take.
 */
@ApplicationScoped
public class TradovateErrors implements DialectErrors {

  /** How a core reason is told: inside of a 200, or as a status. */
  public sealed interface Answer {
    record Failed(TradovateFailureReason reason) implements Answer {}

    record Status(int status) implements Answer {}
  }

  @Override
  public Dialect dialect() {
    return Dialect.TRADOVATE;
  }

  @Override
  public WireError render(Refusal refusal, String detail, String requestId) {
    return switch (refusal) {
      case CREDENTIAL_MISSING,
          CREDENTIAL_MALFORMED,
          CREDENTIAL_WRONG,
          CREDENTIAL_EXPIRED,
          FORBIDDEN ->
          error(401, TradovateFault.DENIED);
      case BODY_MALFORMED, BODY_LATE, PARAMETER_MALFORMED ->
          error(400, "Invalid or missed parameters: " + detail);
      case RATE_LIMITED ->
          new WireError(429, "application/json", Map.of("Content-Length", "0"), "");
      case ROUTE_UNKNOWN,
          METHOD_NOT_ALLOWED,
          NOT_ACCEPTABLE,
          MEDIA_TYPE_UNSUPPORTED,
          BODY_TOO_LARGE,
          URI_TOO_LONG,
          HEADERS_TOO_LARGE,
          OVERLOADED,
          STORE_UNAVAILABLE,
          ANSWER_LATE,
          INTERNAL_ERROR ->
          error(refusal.status(), detail);
    };
  }

  static WireError error(int status, String text) {
    return WireError.json(status, TextNode.valueOf(text).toString());
  }

  /**
   * What a refused command is answered.
   *
   * @throws TradovateFault where it is answered by a status instead
   */
  public static TradovateFailure failure(TradingException refused) {
    return failure(refused.denial());
  }

  public static TradovateFailure failure(Denial denial) {
    Answer answer = answer(denial.reason());
    if (answer instanceof Answer.Failed failed) {
      return new TradovateFailure(failed.reason(), text(denial));
    }
    throw fault(denial);
  }

  /** The same for calls that have no place for a reason in their answer. */
  public static TradovateFault fault(Denial denial) {
    Answer answer = answer(denial.reason());
    int status =
        answer instanceof Answer.Status own
            ? own.status()
            : answer.equals(new Answer.Failed(TradovateFailureReason.Unauthorized)) ? 404 : 400;
    return new TradovateFault(status, text(denial));
  }

  private static String text(Denial denial) {
    StringBuilder text = new StringBuilder(denial.reason().meaning());
    if (denial.text() != null) {
      text.append(": ").append(denial.text());
    }
    if (denial.symbol() != null) {
      text.append(" (").append(denial.symbol()).append(')');
    }
    if (denial.price() != null) {
      text.append(", price ").append(denial.price());
    }
    return text.toString();
  }

  /** Every core reason; a new one must be given its words here. */
  public static Answer answer(Reason reason) {
    return switch (reason) {
      case ACCOUNT_NOT_FOUND, ORDER_NOT_FOUND, NOT_PERMITTED, SECOND_PERSON_REQUIRED ->
          new Answer.Failed(TradovateFailureReason.Unauthorized);
      case INSTRUMENT_NOT_FOUND -> new Answer.Failed(TradovateFailureReason.InvalidContract);
      case PRICE_INVALID, PRICE_MISSING, PRICE_OFF_INCREMENT, TRAIL_INVALID ->
          new Answer.Failed(TradovateFailureReason.InvalidPrice);
      case ORDER_TYPE_UNSUPPORTED, TIME_IN_FORCE_UNSUPPORTED, ACCOUNT_TYPE_UNSUPPORTED ->
          new Answer.Failed(TradovateFailureReason.Unsupported);
      case ACCOUNT_AMBIGUOUS ->
          new Answer.Failed(TradovateFailureReason.MultipleAccountPlanRequired);
      case QUANTITY_EXCEEDS_POSITION, QUANTITY_HELD ->
          new Answer.Failed(TradovateFailureReason.MaxOrderQtyLimitReached);
      case INSTRUMENT_EXPIRED -> new Answer.Failed(TradovateFailureReason.InvalidContract);
      case VALUE_OUT_OF_RANGE -> new Answer.Failed(TradovateFailureReason.MaxOrderQtyLimitReached);
      case BRACKET_NOT_ENTRY, PAIR_NOT_EXIT, CURRENCY_MISMATCH, INSTRUMENT_NOT_EXPIRED ->
          new Answer.Failed(TradovateFailureReason.OtherExecutionRelated);
      case SHORTING_NOT_ALLOWED, FRACTION_SOLD_SHORT, BUYING_POWER_INSUFFICIENT ->
          new Answer.Failed(TradovateFailureReason.MaxPosLimitReached);
      case POSITION_BEING_LIQUIDATED,
          LIQUIDATION_IN_PROGRESS,
          ACCOUNT_CLOSE_ONLY,
          ACCOUNT_CLOSING ->
          new Answer.Failed(TradovateFailureReason.LiquidationOnly);
      case ACCOUNT_HALTED, ACCOUNT_LOCKED, ACCOUNT_RESTRICTED ->
          new Answer.Failed(TradovateFailureReason.TradingLocked);
      case ACCOUNT_CLOSED -> new Answer.Failed(TradovateFailureReason.AccountClosed);
      case ORDER_NOT_OPEN,
          LIQUIDATION_ENDED,
          SCHEDULE_ENDED,
          LIFT_ENDED,
          NAME_TAKEN,
          BOOK_CHANGED,
          EVENTS_ARCHIVED,
          SIBLING_FILLED,
          SIBLING_REACHED ->
          new Answer.Failed(TradovateFailureReason.TooLate);
      case ORDER_PENDING_CANCEL, ORDER_PENDING_REPLACE, ORDER_NOT_YET_WORKING ->
          new Answer.Failed(TradovateFailureReason.AnotherCommandPending);
      case PARENT_ENDED -> new Answer.Failed(TradovateFailureReason.ParentRejected);
      case QUOTE_MISSING -> new Answer.Failed(TradovateFailureReason.NoQuote);
      case MARKET_CLOSED -> new Answer.Failed(TradovateFailureReason.SessionClosed);
      case CANCEL_DEADLINE_PASSED, LIQUIDATION_DEADLINE_PASSED, WAIT_TIMED_OUT ->
          new Answer.Failed(TradovateFailureReason.RiskCheckTimeout);
      case VENUE_UNAVAILABLE ->
          new Answer.Failed(TradovateFailureReason.ExecutionProviderUnavailable);
      case POSITION_NOT_FOUND,
          QUANTITY_INVALID,
          QUANTITY_OFF_INCREMENT,
          QUANTITY_NOT_WHOLE,
          QUANTITY_BELOW_MINIMUM,
          QUANTITY_ROUNDS_TO_ZERO,
          CLIENT_ORDER_ID_INVALID,
          CLIENT_ORDER_ID_DUPLICATE,
          WASH_TRADE,
          CANCELED_BY_CLIENT,
          CANCELED_FOR_LIQUIDATION,
          NEXT_STEP,
          SUPERSEDED,
          POSITION_ALREADY_CLOSED,
          LATE_FILL,
          REDUCED_BY_OTHERS,
          REDUCED_BY_ADJUSTMENT,
          FLIPPED_BY_OTHERS,
          ORDER_EXPIRED,
          ACCOUNT_IN_USE,
          VENUE_REJECTED,
          BOOKS_DIFFER,
          VENUE_CANCELED ->
          new Answer.Failed(TradovateFailureReason.OtherExecutionRelated);
      case REQUEST_MALFORMED,
          QUANTITY_MISSING,
          QUANTITY_AMBIGUOUS,
          PERCENTAGE_INVALID,
          SIDE_INVALID,
          IDEMPOTENCY_KEY_MISSING,
          PRECONDITION_MISSING,
          IDEMPOTENCY_KEY_REUSED ->
          new Answer.Status(400);
      case NOT_AUTHENTICATED -> new Answer.Status(401);
      case LIQUIDATION_NOT_FOUND,
          ACT_NOT_FOUND,
          SCHEDULE_NOT_FOUND,
          HEARTBEAT_NOT_FOUND,
          RULES_NOT_FOUND,
          LIFT_NOT_FOUND,
          PRINCIPAL_NOT_FOUND,
          CREDENTIAL_NOT_FOUND,
          WEBHOOK_NOT_FOUND,
          VENUE_NOT_FOUND ->
          new Answer.Status(404);
      case REQUEST_TOO_LARGE -> new Answer.Status(413);
      case RATE_LIMITED -> new Answer.Status(429);
      case INTERNAL_ERROR -> new Answer.Status(500);
      case OVERLOADED, STORE_UNAVAILABLE, OUTCOME_UNKNOWN -> new Answer.Status(503);
    };
  }
}
