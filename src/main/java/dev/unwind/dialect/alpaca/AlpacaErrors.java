// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.TradingException;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.DialectErrors;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Alpaca's status, code and wording for every reason of the core. Clients branch on the codes and
 * on parts of the messages, so both are exactly what the real service sends, as far as that is
 * known.
 */
@ApplicationScoped
public class AlpacaErrors implements DialectErrors {
  static final int MALFORMED_BODY = 40010000;
  static final int MALFORMED_VALUE = 40010001;
  static final int UNAUTHORIZED = 40110000;
  static final int FORBIDDEN = 40310000;
  static final int NOT_FOUND = 40410000;
  static final int UNPROCESSABLE = 42210000;
  public static final int INTERNAL = 50010000;
  static final int UNAVAILABLE = 50310000;

  private static final String INTERNAL_MESSAGE = "internal server error occurred";

  private final ObjectMapper json;

  AlpacaErrors(ObjectMapper json) {
    this.json = json;
  }

  /** An error with the HTTP status that it travels with. */
  public record Failure(int status, AlpacaError error) {
    static Failure of(int status, int code, String message) {
      return new Failure(status, AlpacaError.of(code, message));
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.ALPACA;
  }

  @Override
  public WireError render(Refusal refusal, String detail, String requestId) {
    Failure failure = of(refusal, detail);
    try {
      return WireError.json(failure.status(), json.writeValueAsString(failure.error()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Response response(TradingException refused) {
    return response(of(refused.denial()));
  }

  /** Always JSON, also where the resource would have answered with a stream. */
  public static Response response(Failure failure) {
    return AlpacaAnswers.json(failure.status(), failure.error());
  }

  /** What happens before or outside of the resources. */
  public static Failure of(Refusal refusal, String detail) {
    return switch (refusal) {
      case CREDENTIAL_MISSING -> forbidden("forbidden.");
      case CREDENTIAL_MALFORMED, CREDENTIAL_WRONG, CREDENTIAL_EXPIRED ->
          Failure.of(401, UNAUTHORIZED, "request is not authorized");
      case FORBIDDEN -> forbidden("the role of this key does not allow it");
      case ROUTE_UNKNOWN -> Failure.of(404, NOT_FOUND, "endpoint not found.");
      case METHOD_NOT_ALLOWED -> Failure.of(405, 40510000, "method not allowed");
      case NOT_ACCEPTABLE -> Failure.of(406, 40610000, "not acceptable");
      case MEDIA_TYPE_UNSUPPORTED -> Failure.of(415, 41510000, "unsupported media type");
      case BODY_MALFORMED, BODY_LATE ->
          Failure.of(400, MALFORMED_BODY, "failed to decode request body");
      case URI_TOO_LONG -> Failure.of(414, 41410000, refusal.meaning());
      case HEADERS_TOO_LARGE -> Failure.of(431, 43110000, refusal.meaning());
      case ANSWER_LATE -> Failure.of(503, UNAVAILABLE, refusal.meaning());
      case PARAMETER_MALFORMED -> malformed(detail);
      case BODY_TOO_LARGE -> Failure.of(413, 41310000, "request body too large");
      case RATE_LIMITED -> rateLimited();
      case OVERLOADED, STORE_UNAVAILABLE -> unavailable();
      case INTERNAL_ERROR -> Failure.of(500, INTERNAL, INTERNAL_MESSAGE);
    };
  }

  /**
   * What the core has refused.
   *
   * <p>Where a denial has a text, the dialect has put it there: it is the message.
   */
  public static Failure of(Denial denial) {
    String text = denial.text();
    return switch (denial.reason()) {
      case ACCOUNT_NOT_FOUND, VENUE_NOT_FOUND -> notFound("account not found");
      case INSTRUMENT_NOT_FOUND -> unprocessable("asset \"" + symbol(denial) + "\" not found");
      case POSITION_NOT_FOUND -> notFound("position does not exist");
      case ORDER_NOT_FOUND ->
          notFound(text == null ? "order not found" : "order not found for " + text);
      case BOOK_CHANGED -> unprocessable("the book has changed");
      case LIQUIDATION_NOT_FOUND,
          ACT_NOT_FOUND,
          SCHEDULE_NOT_FOUND,
          HEARTBEAT_NOT_FOUND,
          RULES_NOT_FOUND,
          LIFT_NOT_FOUND,
          PRINCIPAL_NOT_FOUND,
          CREDENTIAL_NOT_FOUND,
          WEBHOOK_NOT_FOUND ->
          notFound("liquidation not found");
      case EVENTS_ARCHIVED ->
          Failure.of(410, 41010000, text == null ? denial.reason().meaning() : text);
      case REQUEST_MALFORMED ->
          text == null
              ? Failure.of(400, MALFORMED_BODY, "failed to decode request body")
              : malformed(text);
      case REQUEST_TOO_LARGE -> Failure.of(413, 41310000, "request body too large");
      case QUANTITY_INVALID -> unprocessable(or(text, "qty must be > 0"));
      case QUANTITY_MISSING -> malformed("qty or notional is required");
      case QUANTITY_AMBIGUOUS -> malformed(or(text, "only one of qty or notional is accepted"));
      case QUANTITY_OFF_INCREMENT ->
          unprocessable(or(text, "qty is not a multiple of the asset's increment"));
      case QUANTITY_NOT_WHOLE ->
          unprocessable("asset \"" + symbol(denial) + "\" is not fractionable");
      case QUANTITY_BELOW_MINIMUM -> unprocessable("order is below the minimum order size");
      case QUANTITY_ROUNDS_TO_ZERO -> unprocessable("percentage of the position rounds to zero");
      case PERCENTAGE_INVALID -> unprocessable("percentage must be > 0 and <= 100");
      case PRICE_INVALID -> unprocessable(or(text, "limit_price") + " must be > 0");
      case PRICE_MISSING -> malformed(or(text, "limit_price") + " is required");
      case PRICE_OFF_INCREMENT -> offGrid(or(text, "limit_price"), denial.price());
      case TRAIL_INVALID -> unprocessable(or(text, "invalid trail"));
      case SIDE_INVALID -> malformed("side must be buy or sell");
      case ORDER_TYPE_UNSUPPORTED -> malformed(or(text, "invalid order type"));
      case TIME_IN_FORCE_UNSUPPORTED -> unprocessable(or(text, "invalid time_in_force"));
      case CLIENT_ORDER_ID_INVALID -> malformed("client_order_id must be 1 to 128 characters");
      case CLIENT_ORDER_ID_DUPLICATE -> malformed("client_order_id must be unique");
      case IDEMPOTENCY_KEY_MISSING -> malformed("Idempotency-Key is required");
      case PRECONDITION_MISSING -> malformed("If-Match is required");
      case IDEMPOTENCY_KEY_REUSED -> unprocessable("idempotency key was used with another request");
      case ACCOUNT_AMBIGUOUS ->
          Failure.of(
              400,
              MALFORMED_BODY,
              "several accounts are granted to this key: name one in the header Unwind-Account");
      case ACCOUNT_TYPE_UNSUPPORTED ->
          forbidden(or(text, "this kind of account is not offered here"));
      case QUANTITY_EXCEEDS_POSITION, QUANTITY_HELD ->
          insufficient(
              symbol(denial),
              or(denial.requested()),
              or(denial.existing()),
              or(denial.held()),
              denial.relatedUids());
      case POSITION_BEING_LIQUIDATED ->
          insufficient(
              symbol(denial),
              or(denial.requested()),
              or(denial.existing()),
              or(denial.existing()),
              denial.relatedUids());
      case LIQUIDATION_IN_PROGRESS ->
          forbidden("unable to open new orders while having open closing position orders");
      case LIQUIDATION_ENDED, SCHEDULE_ENDED, LIFT_ENDED, NAME_TAKEN ->
          unprocessable("the liquidation has ended");
      case SHORTING_NOT_ALLOWED -> forbidden("account is not allowed to short");
      case FRACTION_SOLD_SHORT -> unprocessable("fractional orders cannot be sold short");
      case BRACKET_NOT_ENTRY -> mustBeEntry("bracket");
      case PAIR_NOT_EXIT -> unprocessable("oco orders must be exit orders");
      case BUYING_POWER_INSUFFICIENT, CURRENCY_MISMATCH -> insufficientBuyingPower(denial);
      case INSTRUMENT_EXPIRED ->
          unprocessable("asset \"" + symbol(denial) + "\" has expired and can only be closed");
      case INSTRUMENT_NOT_EXPIRED ->
          unprocessable("asset \"" + symbol(denial) + "\" has not expired");
      case VALUE_OUT_OF_RANGE -> unprocessable(or(text, "order value is out of range"));
      case WASH_TRADE ->
          washTrade(
              denial.relatedUids().isEmpty() ? null : denial.relatedUids().get(0),
              or(text, "opposite side market/stop order exists"));
      case ORDER_NOT_OPEN ->
          unprocessable("order is already in \"" + or(text, word(denial.state())) + "\" state");
      case ORDER_PENDING_CANCEL -> unprocessable("order pending cancel");
      case ORDER_PENDING_REPLACE -> unprocessable("order pending replace");
      case ORDER_NOT_YET_WORKING ->
          unprocessable("unable to replace order, order isn't sent to exchange yet");
      case PARENT_ENDED, SIBLING_FILLED, SIBLING_REACHED ->
          unprocessable("order is not cancelable");
      case ACCOUNT_HALTED -> forbidden("new orders are rejected by user request");
      case ACCOUNT_CLOSE_ONLY, ACCOUNT_CLOSING ->
          forbidden("account is restricted to closing positions");
      case ACCOUNT_CLOSED -> forbidden("account is closed");
      case ACCOUNT_LOCKED, ACCOUNT_IN_USE, ACCOUNT_RESTRICTED -> forbidden("account is blocked");
      case QUOTE_MISSING ->
          unprocessable("no market price is known for asset \"" + symbol(denial) + "\"");
      case MARKET_CLOSED -> unprocessable("market is closed");
      case CANCELED_BY_CLIENT, CANCELED_FOR_LIQUIDATION, NEXT_STEP ->
          unprocessable("order was canceled");
      case SUPERSEDED -> unprocessable("a close of the whole position took its place");
      case POSITION_ALREADY_CLOSED -> notFound("position does not exist");
      case CANCEL_DEADLINE_PASSED ->
          insufficient(
              symbol(denial),
              or(denial.requested()),
              or(denial.existing()),
              or(denial.held()),
              denial.relatedUids());
      case LIQUIDATION_DEADLINE_PASSED -> unprocessable("position could not be closed in time");
      case LATE_FILL -> unprocessable("a late fill has reduced the position");
      case REDUCED_BY_OTHERS ->
          unprocessable("somebody else's order has left less of the position to close");
      case REDUCED_BY_ADJUSTMENT ->
          unprocessable("an adjustment has left less of the position to close");
      case FLIPPED_BY_OTHERS ->
          unprocessable("somebody else's trade has turned the position to the other side");
      case ORDER_EXPIRED -> unprocessable("order has expired");
      case VENUE_REJECTED, BOOKS_DIFFER ->
          unprocessable("order was rejected" + (text == null ? "" : ": " + text));
      case VENUE_CANCELED -> unprocessable("order was canceled by the venue");
      case VENUE_UNAVAILABLE -> unavailable();

      case NOT_AUTHENTICATED -> Failure.of(401, UNAUTHORIZED, "request is not authorized");
      case NOT_PERMITTED, SECOND_PERSON_REQUIRED ->
          forbidden("the role of this key does not allow it");
      case RATE_LIMITED -> rateLimited();
      case WAIT_TIMED_OUT ->
          Failure.of(500, INTERNAL, "accepted, but working orders are still being canceled");
      case INTERNAL_ERROR -> Failure.of(500, INTERNAL, INTERNAL_MESSAGE);
      case OVERLOADED, STORE_UNAVAILABLE -> unavailable();
      case OUTCOME_UNKNOWN ->
          Failure.of(
              503, UNAVAILABLE, "outcome unknown: " + or(text, Reason.OUTCOME_UNKNOWN.meaning()));
    };
  }

  /**
   * Why a position of a close-all has not been closed.
   *
   * @param related uids of the orders that stood in the way
   */
  public static Failure of(LiquidationItem item, Instrument instrument, List<UUID> related) {
    LiquidationItem.Blocked blocked = item.blocked();
    Reason reason = Objects.requireNonNullElse(item.reason(), Reason.INTERNAL_ERROR);
    String text = item.reasonText();
    Denial denial =
        (text == null ? Denial.of(reason) : Denial.of(reason, text))
            .withSymbol(AlpacaWords.positionSymbol(instrument));
    if (blocked != null) {
      Quantity asked = item.qty().isZero() ? blocked.existing() : item.qty();
      denial =
          denial.quantities(asked, blocked.existing(), blocked.held()).related(List.of(), related);
    }
    Failure own = AlpacaBalances.refusal(denial, instrument);
    return own == null ? of(denial) : own;
  }

  /** The refusal of an order against a working one of the other side. */
  public static Failure washTrade(@Nullable UUID existing, String why) {
    return new Failure(
        403,
        new AlpacaError(
            FORBIDDEN,
            "potential wash trade detected. use complex orders",
            null,
            null,
            null,
            null,
            null,
            existing,
            why,
            null,
            null));
  }

  static Failure insufficient(
      String symbol, Quantity requested, Quantity existing, Quantity held, List<UUID> related) {
    Quantity available = existing.minus(held);
    return new Failure(
        403,
        new AlpacaError(
            FORBIDDEN,
            "insufficient qty available for order (requested: "
                + requested
                + ", available: "
                + available
                + ")",
            available.toString(),
            existing.toString(),
            held.toString(),
            symbol,
            related.isEmpty() ? null : List.copyOf(related),
            null,
            null,
            null,
            null));
  }

  /** The contract's answer when orders that cannot be cancelled kept everything from closing. */
  public static Failure nothingCancelable() {
    return Failure.of(500, INTERNAL, INTERNAL_MESSAGE);
  }

  /** A cancel of all spares what a close has placed; a cancel by its id does not. */
  public static Failure closesAPosition() {
    return unprocessable("order closes a position: cancel it by its id");
  }

  public static Failure assetNotFound(String symbol) {
    return notFound("asset not found for " + symbol);
  }

  /** A price between two steps of the grid. */
  public static Failure mustBeEntry(String orderClass) {
    return unprocessable(orderClass + " orders must be entry orders");
  }

  public static Failure offGrid(String field, @Nullable Price price) {
    return unprocessable(
        "invalid "
            + field
            + (price == null ? "" : " " + price)
            + ". sub-penny increment does not fulfill minimum pricing criteria");
  }

  /** Two exits of which both could trade at once. */
  public static Failure exitsCross(String relation) {
    return unprocessable("take_profit.limit_price must be " + relation + " stop_loss.stop_price");
  }

  /** An exit that could trade as soon as its entry has. */
  public static Failure exitAtEntry(String field, String bound, Price base) {
    return new Failure(
        422, AlpacaError.ofBasePrice(UNPROCESSABLE, field + " must be " + bound, base));
  }

  /** The client says what its order does to the position, and it would do something else. */
  public static Failure intentMismatch(String inferred, String specified) {
    return unprocessable(
        "position intent mismatch, inferred: " + inferred + ", specified: " + specified);
  }

  /** Refuses to change a version that is not the one in force. */
  public static void requirePresent(VersionState state) {
    switch (state) {
      case LIVE -> {}
      case PENDING -> throw new TradingException(Reason.ORDER_NOT_YET_WORKING);
      case REPLACED -> throw AlpacaParameters.refused(Reason.ORDER_NOT_OPEN, "replaced");
      case REFUSED -> throw AlpacaParameters.refused(Reason.ORDER_NOT_OPEN, "rejected");
    }
  }

  public static Failure costBasisTooSmall(Money least) {
    return forbidden("cost basis must be >= minimal amount of order " + least);
  }

  private static Failure insufficientBuyingPower(Denial denial) {
    return new Failure(
        403,
        new AlpacaError(
            FORBIDDEN,
            "insufficient buying power",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            denial.buyingPower() == null ? null : denial.buyingPower().toString(),
            denial.required() == null ? null : denial.required().toString()));
  }

  public static Failure forbidden(String message) {
    return Failure.of(403, FORBIDDEN, message);
  }

  private static Failure notFound(String message) {
    return Failure.of(404, NOT_FOUND, message);
  }

  /** Values that cannot be read travel with 422, whatever their code says. */
  private static Failure malformed(String message) {
    return Failure.of(422, MALFORMED_VALUE, message);
  }

  public static Failure unprocessable(String message) {
    return Failure.of(422, UNPROCESSABLE, message);
  }

  private static Failure rateLimited() {
    return Failure.of(429, 42910000, "rate limit exceeded");
  }

  private static Failure unavailable() {
    return Failure.of(503, UNAVAILABLE, "service unavailable");
  }

  private static String symbol(Denial denial) {
    return or(denial.symbol(), "");
  }

  private static String word(@Nullable OrderStatus status) {
    return status == null ? "done" : status.name().toLowerCase(Locale.ROOT);
  }

  private static String or(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }

  private static Quantity or(@Nullable Quantity value) {
    return value == null ? Quantity.ZERO : value;
  }
}
