// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.DialectErrors;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * NeuraTrade's words for the core's reasons and the wire's refusals. Errors are {@code
 * {"status":"error","error":"..."}}; refused credentials lack the status, and unknown routes are
 * plain text.
 */
@ApplicationScoped
public class NeuratradeErrors implements DialectErrors {
  static final String JSON = "application/json; charset=utf-8";
  private static final String NOT_OPEN = "order is not open";

  @Override
  public Dialect dialect() {
    return Dialect.NEURATRADE;
  }

  @Override
  public WireError render(Refusal refusal, String detail, String requestId) {
    return switch (refusal) {
      case CREDENTIAL_MISSING -> unauthorized("Authorization header required");
      case CREDENTIAL_MALFORMED -> unauthorized("Invalid authorization header format");
      case CREDENTIAL_WRONG -> unauthorized("Invalid token");
      case CREDENTIAL_EXPIRED -> unauthorized("Token expired");
      case ROUTE_UNKNOWN, METHOD_NOT_ALLOWED ->
          new WireError(404, "text/plain", Map.of(), "404 page not found");
      case FORBIDDEN -> error(403, "insufficient permissions");
      case BODY_MALFORMED, BODY_LATE -> error(400, "invalid request payload");
      case PARAMETER_MALFORMED,
          NOT_ACCEPTABLE,
          MEDIA_TYPE_UNSUPPORTED,
          BODY_TOO_LARGE,
          URI_TOO_LONG,
          HEADERS_TOO_LARGE,
          RATE_LIMITED,
          OVERLOADED,
          STORE_UNAVAILABLE,
          ANSWER_LATE,
          INTERNAL_ERROR ->
          error(refusal.status(), detail);
    };
  }

  private static WireError unauthorized(String text) {
    return json(401, JsonNodeFactory.instance.objectNode().put("error", text));
  }

  private static WireError error(int status, String text) {
    return json(
        status, JsonNodeFactory.instance.objectNode().put("status", "error").put("error", text));
  }

  private static WireError json(int status, ObjectNode body) {
    return new WireError(status, JSON, Map.of(), body.toString());
  }

  /** The answer to what the core refused during an operation. */
  static NeuratradeException of(Denial denial, NeuratradeOperation operation) {
    String text = denial.text();
    NeuratradeException answer = of(denial.reason(), operation);
    if (text == null) {
      return answer;
    }
    return switch (denial.reason()) {
      case SIDE_INVALID -> NeuratradeException.of(answer.status(), text);
      case OUTCOME_UNKNOWN -> NeuratradeException.of(answer.status(), answer.text() + ": " + text);
      default -> answer;
    };
  }

  /** The answer to a reason during an operation. */
  static NeuratradeException of(Reason reason, NeuratradeOperation operation) {
    return switch (reason) {
      case POSITION_NOT_FOUND ->
          operation == NeuratradeOperation.GET
              ? error404("position not found")
              : NeuratradeException.positionNotOpen();
      case LIQUIDATION_NOT_FOUND,
          LIQUIDATION_ENDED,
          ACT_NOT_FOUND,
          VENUE_NOT_FOUND,
          SCHEDULE_NOT_FOUND,
          HEARTBEAT_NOT_FOUND,
          RULES_NOT_FOUND,
          LIFT_NOT_FOUND,
          PRINCIPAL_NOT_FOUND,
          CREDENTIAL_NOT_FOUND,
          WEBHOOK_NOT_FOUND,
          EVENTS_ARCHIVED,
          SCHEDULE_ENDED,
          LIFT_ENDED,
          NAME_TAKEN,
          BOOK_CHANGED ->
          NeuratradeException.positionNotOpen();
      case POSITION_BEING_LIQUIDATED, LIQUIDATION_IN_PROGRESS ->
          operation == NeuratradeOperation.LIQUIDATE
              ? NeuratradeException.positionNotOpen()
              : NeuratradeException.of(409, "position is being liquidated");
      case ORDER_NOT_FOUND -> error404("order not found");
      case ACCOUNT_NOT_FOUND -> error404("account not found");
      case ACCOUNT_AMBIGUOUS ->
          NeuratradeException.badRequest("name the account in the header Unwind-Account");
      case INSTRUMENT_NOT_FOUND -> NeuratradeException.badRequest("unknown symbol");
      case REQUEST_MALFORMED, PRECONDITION_MISSING, QUANTITY_AMBIGUOUS ->
          NeuratradeException.malformed();
      case REQUEST_TOO_LARGE -> NeuratradeException.of(413, "request body too large");
      case QUANTITY_INVALID, QUANTITY_MISSING, QUANTITY_ROUNDS_TO_ZERO, PERCENTAGE_INVALID ->
          NeuratradeException.badRequest("amount must be greater than zero");
      case QUANTITY_OFF_INCREMENT, QUANTITY_NOT_WHOLE, QUANTITY_BELOW_MINIMUM ->
          NeuratradeException.badRequest("amount is not a multiple of the symbol's increment");
      case PRICE_INVALID, PRICE_MISSING ->
          NeuratradeException.badRequest("price must be greater than zero for LIMIT orders");
      case PRICE_OFF_INCREMENT ->
          NeuratradeException.badRequest("price is not a multiple of the symbol's increment");
      case SIDE_INVALID -> NeuratradeException.badRequest("side must be BUY or SELL");
      case ORDER_TYPE_UNSUPPORTED, TRAIL_INVALID ->
          NeuratradeException.badRequest("type must be MARKET or LIMIT");
      case CLIENT_ORDER_ID_INVALID, IDEMPOTENCY_KEY_MISSING ->
          NeuratradeException.badRequest("Idempotency-Key must have 1 to 128 characters");
      case IDEMPOTENCY_KEY_REUSED, CLIENT_ORDER_ID_DUPLICATE ->
          NeuratradeException.of(409, "Idempotency-Key was used with another payload");
      case ORDER_NOT_OPEN,
          ORDER_PENDING_CANCEL,
          ORDER_PENDING_REPLACE,
          ORDER_NOT_YET_WORKING,
          PARENT_ENDED,
          SIBLING_FILLED,
          SIBLING_REACHED ->
          NeuratradeException.of(409, NOT_OPEN);
      case ACCOUNT_CLOSE_ONLY,
          ACCOUNT_HALTED,
          ACCOUNT_CLOSING,
          ACCOUNT_LOCKED,
          ACCOUNT_RESTRICTED,
          ACCOUNT_CLOSED,
          ACCOUNT_IN_USE,
          ACCOUNT_TYPE_UNSUPPORTED ->
          NeuratradeException.of(403, reason.meaning());
      case SHORTING_NOT_ALLOWED,
          FRACTION_SOLD_SHORT,
          BRACKET_NOT_ENTRY,
          PAIR_NOT_EXIT,
          BUYING_POWER_INSUFFICIENT,
          CURRENCY_MISMATCH,
          INSTRUMENT_EXPIRED,
          INSTRUMENT_NOT_EXPIRED,
          VALUE_OUT_OF_RANGE,
          WASH_TRADE,
          QUANTITY_EXCEEDS_POSITION,
          QUANTITY_HELD,
          QUOTE_MISSING,
          MARKET_CLOSED,
          TIME_IN_FORCE_UNSUPPORTED ->
          NeuratradeException.badRequest("order refused: " + reason.meaning());
      case CANCELED_BY_CLIENT,
          CANCELED_FOR_LIQUIDATION,
          NEXT_STEP,
          SUPERSEDED,
          POSITION_ALREADY_CLOSED,
          CANCEL_DEADLINE_PASSED,
          LIQUIDATION_DEADLINE_PASSED,
          LATE_FILL,
          REDUCED_BY_OTHERS,
          REDUCED_BY_ADJUSTMENT,
          FLIPPED_BY_OTHERS,
          ORDER_EXPIRED,
          VENUE_REJECTED,
          BOOKS_DIFFER,
          VENUE_CANCELED ->
          operation == NeuratradeOperation.PLACE
              ? NeuratradeException.badRequest("order refused: " + reason.meaning())
              : operation.failed(reason.meaning());
      case WAIT_TIMED_OUT, VENUE_UNAVAILABLE -> operation.failed(reason.meaning());
      case NOT_AUTHENTICATED -> NeuratradeException.of(401, "Invalid token");
      case NOT_PERMITTED, SECOND_PERSON_REQUIRED ->
          NeuratradeException.of(403, "insufficient permissions");
      case RATE_LIMITED -> NeuratradeException.of(429, reason.meaning());
      case OVERLOADED, STORE_UNAVAILABLE, OUTCOME_UNKNOWN ->
          NeuratradeException.of(503, operation.failure() + ": " + reason.meaning());
      case INTERNAL_ERROR -> NeuratradeException.of(500, operation.failure());
    };
  }

  private static NeuratradeException error404(String text) {
    return NeuratradeException.of(404, text);
  }
}
