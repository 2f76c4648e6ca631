// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.MsgType;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import quickfix.Message;

/** Orders in FIX's words. Nothing is ever sold short: a close reduces what is held. */
final class OutgoingMessages {
  private static final String AUTOMATED = "1";
  private static final String OF_AN_INSTRUMENT = "1";
  private static final String POSITIONS = "0";
  private static final String CUSTOMERS = "1";
  private static final int UUID_LENGTH = 36;
  private static final int BASE = 36;

  private final FixSettings settings;
  private final InstantSource clock;

  OutgoingMessages(FixSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** What an order is to be at the venue, its price included. */
  record Terms(OrderType type, @Nullable Price limit, @Nullable Price stop) {}

  /** Why the venue could not carry an order; null where it could. */
  @Nullable String fault(VenueOrder order, @Nullable Instrument instrument) {
    if (instrument == null) {
      return "the instrument is not known";
    }
    boolean asLimit = order.type() == OrderType.MARKET && settings.closeAs().isLimit();
    if (!asLimit && !settings.orderTypes().contains(order.type())) {
      return "orders of type " + order.type() + " are not known to this venue";
    }
    if (!settings.timesInForce().contains(order.timeInForce())) {
      return "time in force " + order.timeInForce() + " is not known to this venue";
    }
    return order.timeInForce() == TimeInForce.GTD && order.expiresAt() == null
        ? "an order until a time has none"
        : null;
  }

  /**
   * The id of a message about an order: the key of the order itself where there is room for it; of
   * cancels and where there is none, one that follows from what it is for.
   *
   * @param number of the try
   */
  String id(UUID key, String purpose, int number) {
    int most = settings.clOrdIdLength();
    if (number == 0 && most >= UUID_LENGTH) {
      return key.toString();
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (settings.name() + ' ' + key + ' ' + purpose + ' ' + number)
                      .getBytes(StandardCharsets.UTF_8));
      String text = new BigInteger(1, digest).toString(BASE);
      return text.substring(0, Math.min(Math.min(most, UUID_LENGTH), text.length()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An order that is to go out. */
  Standing draft(VenueOrder order, Instrument instrument, @Nullable UUID original) {
    return new Standing(
        order.key(),
        order.account(),
        id(order.key(), original == null ? MsgType.NEW_ORDER : MsgType.REPLACE, 0),
        original,
        instrument.symbol(),
        side(order.side()),
        order.qty(),
        order.timeInForce().name(),
        null,
        null,
        0,
        false,
        Standing.Status.SENT,
        false,
        null,
        null);
  }

  Message order(Standing standing, VenueOrder order, Terms terms, boolean again) {
    Message message = about(MsgType.NEW_ORDER, standing);
    terms(message, order, terms);
    if (again) {
      message.getHeader().setString(Tag.POSS_RESEND, "Y");
    }
    return message;
  }

  Message replacement(Standing standing, Standing original, VenueOrder order, Terms terms) {
    Message message = about(MsgType.REPLACE, standing);
    message.setString(Tag.ORIG_CL_ORD_ID, original.clOrdId());
    Optional.ofNullable(original.orderId()).ifPresent(id -> message.setString(Tag.ORDER_ID, id));
    terms(message, order, terms);
    return message;
  }

  Message cancel(Standing standing, String clOrdId) {
    Message message = about(MsgType.CANCEL, standing);
    message.setString(Tag.CL_ORD_ID, clOrdId);
    message.setString(Tag.ORIG_CL_ORD_ID, standing.clOrdId());
    Optional.ofNullable(standing.orderId()).ifPresent(id -> message.setString(Tag.ORDER_ID, id));
    message.setString(Tag.ORDER_QTY, standing.qty().toString());
    message.setString(Tag.TRANSACT_TIME, RawMessage.time(clock.instant()));
    return message;
  }

  Message question(Standing standing) {
    Message message = about(MsgType.STATUS_REQUEST, standing);
    Optional.ofNullable(standing.orderId()).ifPresent(id -> message.setString(Tag.ORDER_ID, id));
    return message;
  }

  /** Of all orders of an instrument on one side; no account, which the message does not have. */
  Message massCancel(Standing one, String clOrdId) {
    Message message = new Message();
    message.getHeader().setString(Tag.MSG_TYPE, MsgType.MASS_CANCEL);
    message.setString(Tag.CL_ORD_ID, clOrdId);
    message.setString(Tag.MASS_CANCEL_REQUEST_TYPE, OF_AN_INSTRUMENT);
    message.setString(Tag.SYMBOL, one.symbol());
    message.setString(Tag.SIDE, one.side());
    message.setString(Tag.TRANSACT_TIME, RawMessage.time(clock.instant()));
    return message;
  }

  Message requestForPositions(String id) {
    Instant now = clock.instant();
    Message message = new Message();
    message.getHeader().setString(Tag.MSG_TYPE, MsgType.REQUEST_FOR_POSITIONS);
    message.setString(Tag.POS_REQ_ID, id);
    message.setString(Tag.POS_REQ_TYPE, POSITIONS);
    message.setString(Tag.ACCOUNT, settings.account().orElse(""));
    message.setString(Tag.ACCOUNT_TYPE, CUSTOMERS);
    message.setString(
        Tag.CLEARING_BUSINESS_DATE,
        DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofInstant(now, ZoneOffset.UTC)));
    message.setString(Tag.TRANSACT_TIME, RawMessage.time(now));
    return message;
  }

  static Message testRequest(String id) {
    Message message = new Message();
    message.getHeader().setString(Tag.MSG_TYPE, MsgType.TEST_REQUEST);
    message.setString(Tag.TEST_REQ_ID, id);
    return message;
  }

  private Message about(String type, Standing standing) {
    Message message = new Message();
    message.getHeader().setString(Tag.MSG_TYPE, type);
    message.setString(Tag.CL_ORD_ID, standing.clOrdId());
    settings.account().ifPresent(account -> message.setString(Tag.ACCOUNT, account));
    message.setString(Tag.SYMBOL, standing.symbol());
    message.setString(Tag.SIDE, standing.side());
    return message;
  }

  private void terms(Message message, VenueOrder order, Terms terms) {
    message.setString(Tag.HANDL_INST, AUTOMATED);
    message.setString(Tag.ORDER_QTY, order.qty().toString());
    message.setString(Tag.ORD_TYPE, type(terms.type()));
    Optional.ofNullable(terms.limit())
        .ifPresent(price -> message.setString(Tag.PRICE, price.toString()));
    Optional.ofNullable(terms.stop())
        .ifPresent(price -> message.setString(Tag.STOP_PX, price.toString()));
    message.setString(Tag.TIME_IN_FORCE, timeInForce(order.timeInForce()));
    Instant end = order.expiresAt();
    if (order.timeInForce() == TimeInForce.GTD && end != null) {
      message.setString(Tag.EXPIRE_TIME, RawMessage.time(end));
    }
    message.setString(Tag.TRANSACT_TIME, RawMessage.time(clock.instant()));
  }

  static String side(Side side) {
    return side == Side.BUY ? "1" : "2";
  }

  private static String type(OrderType type) {
    return switch (type) {
      case MARKET -> "1";
      case LIMIT -> "2";
      case STOP -> "3";
      case STOP_LIMIT -> "4";
      case TRAILING_STOP -> throw new IllegalArgumentException("trailing stops are not sent");
    };
  }

  private static String timeInForce(TimeInForce value) {
    return switch (value) {
      case DAY -> "0";
      case GTC -> "1";
      case IOC -> "3";
      case FOK -> "4";
      case GTD -> "6";
    };
  }
}
