// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.DialectErrors;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Errors in Upvest's words. */
@ApplicationScoped
public class UpvestErrors implements DialectErrors {
  static final String MEDIA_TYPE = "application/problem+json";

  private final ObjectMapper json;
  private final String typeBase;

  @Inject
  UpvestErrors(ObjectMapper json, UpvestConfig config) {
    this(json, config.errorTypeBase());
  }

  /**
   * @param typeBase where the types of errors are described
   */
  UpvestErrors(ObjectMapper json, String typeBase) {
    this.json = json;
    this.typeBase = typeBase;
  }

  @Override
  public Dialect dialect() {
    return Dialect.UPVEST;
  }

  @Override
  public WireError render(Refusal refusal, String detail, String requestId) {
    UpvestFault fault = fault(refusal);
    return new WireError(
        fault.status(), MEDIA_TYPE, Map.of(), text(problem(fault, detail, requestId)));
  }

  /** The answer to a refusal of the core. */
  Response response(Denial denial, String requestId) {
    return response(fault(denial.reason()), detail(denial), requestId);
  }

  Response response(UpvestFault fault, String detail, String requestId) {
    return Response.status(fault.status())
        .type(MEDIA_TYPE)
        .entity(text(problem(fault, detail, requestId)))
        .build();
  }

  private UpvestProblem problem(UpvestFault fault, String detail, String requestId) {
    return new UpvestProblem(
        typeBase + fault.slug(), fault.status(), fault.title(), detail, detail, requestId);
  }

  private String text(UpvestProblem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is always writable", e);
    }
  }

  /** What was wrong, with the facts that the core knows of it. */
  public static String detail(Denial denial) {
    StringBuilder text = new StringBuilder();
    if (denial.symbol() != null) {
      text.append(denial.symbol()).append(": ");
    }
    text.append(denial.reason().meaning());
    if (denial.text() != null) {
      text.append(" (").append(denial.text()).append(')');
    }
    if (denial.requested() != null) {
      text.append("; requested ").append(denial.requested());
    }
    if (denial.existing() != null) {
      text.append(", held ").append(denial.existing());
      text.append(", available for trading ").append(denial.available());
    }
    if (denial.required() != null) {
      text.append("; required ").append(denial.required());
      text.append(", available ").append(denial.buyingPower());
    }
    if (denial.price() != null) {
      text.append("; price ").append(denial.price());
    }
    return text.toString();
  }

  /** What each of the core's reasons is in this API. */
  static UpvestFault fault(Reason reason) {
    return switch (reason) {
      case REQUEST_MALFORMED,
          QUANTITY_INVALID,
          QUANTITY_MISSING,
          QUANTITY_AMBIGUOUS,
          PERCENTAGE_INVALID,
          PRICE_INVALID,
          PRICE_MISSING,
          TRAIL_INVALID,
          SIDE_INVALID,
          ORDER_TYPE_UNSUPPORTED,
          CLIENT_ORDER_ID_INVALID,
          PRECONDITION_MISSING,
          ACCOUNT_AMBIGUOUS ->
          UpvestFault.INVALID_REQUEST;
      case IDEMPOTENCY_KEY_MISSING -> UpvestFault.MISSING_IDEMPOTENCY_KEY;
      case NOT_AUTHENTICATED -> UpvestFault.UNAUTHORIZED;
      case NOT_PERMITTED, SECOND_PERSON_REQUIRED -> UpvestFault.FORBIDDEN;
      case ACCOUNT_NOT_FOUND,
          POSITION_NOT_FOUND,
          ORDER_NOT_FOUND,
          LIQUIDATION_NOT_FOUND,
          ACT_NOT_FOUND,
          SCHEDULE_NOT_FOUND,
          HEARTBEAT_NOT_FOUND,
          RULES_NOT_FOUND,
          LIFT_NOT_FOUND,
          PRINCIPAL_NOT_FOUND,
          CREDENTIAL_NOT_FOUND,
          WEBHOOK_NOT_FOUND,
          EVENTS_ARCHIVED,
          VENUE_NOT_FOUND ->
          UpvestFault.NOT_FOUND;
      case CLIENT_ORDER_ID_DUPLICATE,
          LIQUIDATION_IN_PROGRESS,
          LIQUIDATION_ENDED,
          SCHEDULE_ENDED,
          LIFT_ENDED,
          NAME_TAKEN,
          BOOK_CHANGED,
          ORDER_NOT_OPEN,
          ORDER_PENDING_CANCEL,
          ORDER_PENDING_REPLACE,
          ORDER_NOT_YET_WORKING,
          PARENT_ENDED,
          SIBLING_FILLED,
          SIBLING_REACHED ->
          UpvestFault.CONFLICT;
      case REQUEST_TOO_LARGE -> UpvestFault.PAYLOAD_TOO_LARGE;
      case INSTRUMENT_NOT_FOUND,
          QUANTITY_OFF_INCREMENT,
          QUANTITY_NOT_WHOLE,
          QUANTITY_BELOW_MINIMUM,
          QUANTITY_ROUNDS_TO_ZERO,
          PRICE_OFF_INCREMENT,
          TIME_IN_FORCE_UNSUPPORTED,
          IDEMPOTENCY_KEY_REUSED,
          ACCOUNT_TYPE_UNSUPPORTED,
          QUANTITY_EXCEEDS_POSITION,
          QUANTITY_HELD,
          POSITION_BEING_LIQUIDATED,
          SHORTING_NOT_ALLOWED,
          FRACTION_SOLD_SHORT,
          BRACKET_NOT_ENTRY,
          PAIR_NOT_EXIT,
          BUYING_POWER_INSUFFICIENT,
          CURRENCY_MISMATCH,
          INSTRUMENT_EXPIRED,
          INSTRUMENT_NOT_EXPIRED,
          VALUE_OUT_OF_RANGE,
          WASH_TRADE,
          ACCOUNT_CLOSE_ONLY,
          ACCOUNT_HALTED,
          ACCOUNT_CLOSING,
          ACCOUNT_LOCKED,
          ACCOUNT_RESTRICTED,
          ACCOUNT_CLOSED,
          ACCOUNT_IN_USE,
          QUOTE_MISSING,
          MARKET_CLOSED,
          CANCELED_BY_CLIENT,
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
          UpvestFault.UNPROCESSABLE_ENTITY;
      case RATE_LIMITED -> UpvestFault.TOO_MANY_REQUESTS;
      case INTERNAL_ERROR -> UpvestFault.INTERNAL;
      case VENUE_UNAVAILABLE, OVERLOADED, STORE_UNAVAILABLE, OUTCOME_UNKNOWN, WAIT_TIMED_OUT ->
          UpvestFault.SERVICE_UNAVAILABLE;
    };
  }

  private static UpvestFault fault(Refusal refusal) {
    return switch (refusal) {
      case CREDENTIAL_MISSING, CREDENTIAL_MALFORMED, CREDENTIAL_WRONG, CREDENTIAL_EXPIRED ->
          UpvestFault.UNAUTHORIZED;
      case FORBIDDEN -> UpvestFault.FORBIDDEN;
      case ROUTE_UNKNOWN -> UpvestFault.NOT_FOUND;
      case METHOD_NOT_ALLOWED -> UpvestFault.METHOD_NOT_ALLOWED;
      case NOT_ACCEPTABLE -> UpvestFault.NOT_ACCEPTABLE;
      case MEDIA_TYPE_UNSUPPORTED -> UpvestFault.UNSUPPORTED_MEDIA_TYPE;
      case BODY_MALFORMED, BODY_LATE, PARAMETER_MALFORMED -> UpvestFault.INVALID_REQUEST;
      case URI_TOO_LONG -> UpvestFault.URI_TOO_LONG;
      case HEADERS_TOO_LARGE -> UpvestFault.HEADERS_TOO_LARGE;
      case BODY_TOO_LARGE -> UpvestFault.PAYLOAD_TOO_LARGE;
      case RATE_LIMITED -> UpvestFault.TOO_MANY_REQUESTS;
      case OVERLOADED, STORE_UNAVAILABLE, ANSWER_LATE -> UpvestFault.SERVICE_UNAVAILABLE;
      case INTERNAL_ERROR -> UpvestFault.INTERNAL;
    };
  }
}
