// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.TradingException;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.DialectErrors;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.value.OrderId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Errors of {@code /unwind/v1}: problem details (RFC 9457), and in them {@code {"code": "...",
 * "message": "...", "details": {...}}}, where the code is a core reason or, for what only the wire
 * knows, the refusal's name.
 */
@ApplicationScoped
public class UnwindErrors implements DialectErrors {
  /** Where the kinds of problems are listed; the place within is the code. */
  static final String TYPES = "/docs/reasons.md#";

  static final String CONTENT_TYPE = "application/problem+json";

  private final ObjectMapper json;

  /** What clients repeat by themselves when they are told when to. */
  private static final Set<String> MAY_BE_EXECUTED =
      Set.of(Reason.OUTCOME_UNKNOWN.name(), Reason.WAIT_TIMED_OUT.name());

  UnwindErrors(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public Dialect dialect() {
    return Dialect.UNWIND;
  }

  @Override
  public WireError render(Refusal refusal, String detail, String requestId) {
    WireError error = error(refusal.status(), code(refusal), refusal.meaning(), detail, null);
    // No time to come again is told where a repeat might be a second execution.
    return refusal == Refusal.ANSWER_LATE ? plain(error.status(), error.body()) : error;
  }

  /** The answer to what a use case failed with. */
  public Response response(TradingException failure) {
    WireError error = error(failure.denial());
    Response.ResponseBuilder response =
        Response.status(error.status()).entity(error.body()).type(error.contentType());
    error.headers().forEach(response::header);
    return response.build();
  }

  /** The answer to a denial. */
  WireError error(Denial denial) {
    String text = denial.text();
    Reason reason = denial.reason();
    return error(
        status(reason),
        reason.name(),
        reason.meaning(),
        text == null ? reason.meaning() : text,
        details(denial));
  }

  private WireError error(
      int status, String code, String title, String detail, UnwindError.@Nullable Details details) {
    UnwindError error = new UnwindError(TYPES + code, title, status, detail, code, detail, details);
    String body;
    try {
      body = json.writeValueAsString(error);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    if (status == 401) {
      return new WireError(status, CONTENT_TYPE, Map.of("WWW-Authenticate", "Bearer"), body);
    }
    boolean again = (status == 503 || status == 429) && !MAY_BE_EXECUTED.contains(code);
    return again
        ? new WireError(status, CONTENT_TYPE, Map.of("Retry-After", "1"), body)
        : plain(status, body);
  }

  private static WireError plain(int status, String body) {
    return new WireError(status, CONTENT_TYPE, Map.of(), body);
  }

  private static UnwindError.@Nullable Details details(Denial denial) {
    UnwindError.Details details =
        new UnwindError.Details(
            denial.symbol(),
            text(denial.requested()),
            text(denial.existing()),
            text(denial.held()),
            denial.existing() == null ? null : text(denial.available()),
            text(denial.state()),
            related(denial),
            text(denial.price()),
            text(denial.buyingPower()),
            text(denial.required()));
    return details.equals(
            new UnwindError.Details(null, null, null, null, null, null, null, null, null, null))
        ? null
        : details;
  }

  private static @Nullable List<UnwindLiquidation.OrderRef> related(Denial denial) {
    List<OrderId> orders = denial.relatedOrders();
    if (orders.isEmpty()) {
      return null;
    }
    List<UUID> uids = denial.relatedUids();
    List<UnwindLiquidation.OrderRef> related = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      related.add(
          new UnwindLiquidation.OrderRef(
              orders.get(i).value(), i < uids.size() ? uids.get(i) : null));
    }
    return related;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** The HTTP status of each reason. */
  static int status(Reason reason) {
    return switch (reason) {
      case REQUEST_MALFORMED, IDEMPOTENCY_KEY_MISSING, ACCOUNT_AMBIGUOUS -> 400;
      case NOT_AUTHENTICATED -> 401;
      case NOT_PERMITTED, SECOND_PERSON_REQUIRED -> 403;
      case ACCOUNT_NOT_FOUND,
          INSTRUMENT_NOT_FOUND,
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
          VENUE_NOT_FOUND ->
          404;
      case EVENTS_ARCHIVED -> 410;
      case BOOK_CHANGED -> 412;
      case REQUEST_TOO_LARGE -> 413;
      case PRECONDITION_MISSING -> 428;
      case QUANTITY_EXCEEDS_POSITION,
          QUANTITY_HELD,
          POSITION_BEING_LIQUIDATED,
          LIQUIDATION_IN_PROGRESS,
          LIQUIDATION_ENDED,
          SCHEDULE_ENDED,
          LIFT_ENDED,
          NAME_TAKEN,
          CLIENT_ORDER_ID_DUPLICATE,
          WASH_TRADE,
          ORDER_NOT_OPEN,
          ORDER_PENDING_CANCEL,
          ORDER_PENDING_REPLACE,
          ORDER_NOT_YET_WORKING,
          PARENT_ENDED,
          SIBLING_FILLED,
          SIBLING_REACHED,
          ACCOUNT_CLOSE_ONLY,
          ACCOUNT_HALTED,
          ACCOUNT_CLOSING,
          ACCOUNT_LOCKED,
          ACCOUNT_RESTRICTED,
          ACCOUNT_CLOSED,
          ACCOUNT_IN_USE,
          QUOTE_MISSING,
          INSTRUMENT_EXPIRED,
          INSTRUMENT_NOT_EXPIRED,
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
          409;
      case QUANTITY_INVALID,
          QUANTITY_MISSING,
          QUANTITY_AMBIGUOUS,
          QUANTITY_OFF_INCREMENT,
          QUANTITY_NOT_WHOLE,
          QUANTITY_BELOW_MINIMUM,
          QUANTITY_ROUNDS_TO_ZERO,
          PERCENTAGE_INVALID,
          PRICE_INVALID,
          PRICE_MISSING,
          PRICE_OFF_INCREMENT,
          TRAIL_INVALID,
          SIDE_INVALID,
          ORDER_TYPE_UNSUPPORTED,
          TIME_IN_FORCE_UNSUPPORTED,
          CLIENT_ORDER_ID_INVALID,
          IDEMPOTENCY_KEY_REUSED,
          ACCOUNT_TYPE_UNSUPPORTED,
          SHORTING_NOT_ALLOWED,
          FRACTION_SOLD_SHORT,
          BRACKET_NOT_ENTRY,
          PAIR_NOT_EXIT,
          BUYING_POWER_INSUFFICIENT,
          CURRENCY_MISMATCH,
          VALUE_OUT_OF_RANGE ->
          422;
      case RATE_LIMITED -> 429;
      case INTERNAL_ERROR -> 500;
      case VENUE_UNAVAILABLE, OVERLOADED, STORE_UNAVAILABLE, OUTCOME_UNKNOWN, WAIT_TIMED_OUT -> 503;
    };
  }

  static String code(Refusal refusal) {
    return switch (refusal) {
      case CREDENTIAL_MISSING, CREDENTIAL_MALFORMED, CREDENTIAL_WRONG, CREDENTIAL_EXPIRED ->
          Reason.NOT_AUTHENTICATED.name();
      case FORBIDDEN -> Reason.NOT_PERMITTED.name();
      case BODY_MALFORMED, BODY_LATE, PARAMETER_MALFORMED -> Reason.REQUEST_MALFORMED.name();
      case BODY_TOO_LARGE -> Reason.REQUEST_TOO_LARGE.name();
      case RATE_LIMITED -> Reason.RATE_LIMITED.name();
      case OVERLOADED -> Reason.OVERLOADED.name();
      case STORE_UNAVAILABLE -> Reason.STORE_UNAVAILABLE.name();
      case INTERNAL_ERROR -> Reason.INTERNAL_ERROR.name();
      case ROUTE_UNKNOWN,
          METHOD_NOT_ALLOWED,
          NOT_ACCEPTABLE,
          MEDIA_TYPE_UNSUPPORTED,
          URI_TOO_LONG,
          HEADERS_TOO_LARGE,
          ANSWER_LATE ->
          refusal.name();
    };
  }
}
