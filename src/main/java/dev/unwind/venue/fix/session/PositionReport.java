// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of the messages that answer a request for positions.
 *
 * @param request that is answered; empty where a refusal names none
 * @param id of the report; null where the message is about the request as a whole
 * @param total how many reports there are; null where that is not said
 * @param account that it is about; empty where it does not say
 * @param symbol empty where it is about none
 * @param qty what is held, below zero where it is short
 * @param refusal why there is no answer; null where there is one
 */
public record PositionReport(
    String request,
    @Nullable String id,
    @Nullable Integer total,
    String account,
    String symbol,
    Quantity qty,
    @Nullable String refusal) {
  private static final Pattern SOH = Pattern.compile("\u0001");
  private static final String REJECTED = "2";
  private static final String VALID = "0";
  private static final String NONE_FOUND = "2";

  private static final String NO_SYMBOL = "[N/A]";

  /** What is held by now: in all, or by what has traded. Not what the day began with. */
  private static final String IN_ALL = "TOT";

  private static final String TRADED = "TQ";
  private static final String DAY_BEGAN = "SOD";

  /** Whether a message is one of them. */
  public static boolean is(RawMessage message) {
    String type = message.text(Tag.MSG_TYPE, "");
    return type.equals(MsgType.POSITIONS_ACK)
        || type.equals(MsgType.POSITION_REPORT)
        || message.is(Tag.REF_MSG_TYPE, MsgType.REQUEST_FOR_POSITIONS);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException where a figure is no number
   */
  public static PositionReport of(String text) {
    RawMessage message = RawMessage.of(text);
    return switch (message.text(Tag.MSG_TYPE, "")) {
      case MsgType.POSITIONS_ACK -> acknowledged(message);
      case MsgType.POSITION_REPORT -> report(message, text);
      default ->
          refused(message.text(Tag.BUSINESS_REJECT_REF_ID, ""), message.text(Tag.TEXT, "refused"));
    };
  }

  private static PositionReport refused(String request, String why) {
    return new PositionReport(request, null, null, "", "", Quantity.ZERO, why);
  }

  private static PositionReport acknowledged(RawMessage message) {
    String request = message.text(Tag.POS_REQ_ID, "");
    String result = message.text(Tag.POS_REQ_RESULT, VALID);
    if (result.equals(NONE_FOUND)) {
      return new PositionReport(request, null, 0, "", "", Quantity.ZERO, null);
    }
    if (!result.equals(VALID) || message.is(Tag.POS_REQ_STATUS, REJECTED)) {
      return refused(request, message.text(Tag.TEXT, "refused with result " + result));
    }
    return new PositionReport(request, null, total(message), "", "", Quantity.ZERO, null);
  }

  private static @Nullable Integer total(RawMessage message) {
    return message.number(Tag.TOTAL_NUM_POS_REPORTS).orElse(null);
  }

  private static PositionReport report(RawMessage message, String text) {
    if (!message.is(Tag.POS_REQ_RESULT, VALID) && message.text(Tag.POS_REQ_RESULT).isPresent()) {
      return acknowledged(message);
    }
    String request = message.text(Tag.POS_REQ_ID, "");
    String symbol = message.text(Tag.SYMBOL).filter(name -> !name.equals(NO_SYMBOL)).orElse("");
    Optional<Quantity> qty = held(text);
    boolean saysSomething = !symbol.isEmpty() || message.text(Tag.POS_TYPE).isPresent();
    if (qty.isEmpty() && saysSomething) {
      return refused(request, "a report of '" + symbol + "' says nothing of what is held now");
    }
    if (symbol.isEmpty() && qty.filter(held -> !held.isZero()).isPresent()) {
      return refused(request, "a report says what is held, and of no symbol");
    }
    return new PositionReport(
        request,
        message.text(Tag.POS_MAINT_RPT_ID, symbol),
        total(message),
        message.text(Tag.ACCOUNT, ""),
        symbol,
        qty.orElse(Quantity.ZERO),
        null);
  }

  /** Quantities stand in a group, each under its type. */
  private static Optional<Quantity> held(String text) {
    Map<String, Quantity> byType = new HashMap<>();
    String type = "";
    for (String field : SOH.split(text)) {
      int equals = field.indexOf('=');
      String value = field.substring(equals + 1);
      if (field.startsWith(Tag.POS_TYPE + "=")) {
        type = value;
        byType.put(type, Quantity.ZERO);
      } else if (field.startsWith(Tag.LONG_QTY + "=")) {
        byType.merge(type, new Quantity(new BigDecimal(value)), Quantity::plus);
      } else if (field.startsWith(Tag.SHORT_QTY + "=")) {
        byType.merge(type, new Quantity(new BigDecimal(value)).negate(), Quantity::plus);
      }
    }
    if (byType.containsKey(IN_ALL)) {
      return Optional.ofNullable(byType.get(IN_ALL));
    }
    // What was traded on top of what the day began with is not what is held.
    boolean onTop = !byType.getOrDefault(DAY_BEGAN, Quantity.ZERO).isZero();
    return onTop ? Optional.empty() : Optional.ofNullable(byType.get(TRADED));
  }
}
