// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.fix.KnownOrders.CancelTry;
import dev.unwind.venue.fix.KnownOrders.Sent;
import dev.unwind.venue.fix.ReportRows.Aside;
import dev.unwind.venue.fix.ReportRows.Execution;
import dev.unwind.venue.fix.ReportRows.Told;
import dev.unwind.venue.fix.Standing.Status;
import dev.unwind.venue.fix.session.MassCancelId;
import dev.unwind.venue.fix.session.MsgType;
import dev.unwind.venue.fix.session.PositionReport;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What messages say of orders. An execution is booked under the id of its order and its own, since
 * the second is unique for a day only. What says only that something is on its way, or how an order
 * stands, books and ends nothing.
 */
final class Reading {
  private static final String TO_REPLACE = "2";
  private static final String CANCEL_PENDING = "3";
  private static final String DUPLICATE_ORDER = "6";
  private static final String NOT_CANCELLED = "0";

  private final String venue;
  private final KnownOrders known;
  private final Map<String, Quantity> executions;
  private final Corrections corrections;
  private final Instant now;
  private final List<Told> told = new ArrayList<>();
  private final List<Aside> aside = new ArrayList<>();
  private final List<Standing> worksAgain = new ArrayList<>();
  private final List<Standing> cancelSingly = new ArrayList<>();
  private final List<PositionReport> statements = new ArrayList<>();
  private boolean refusesQuestions;
  private boolean refusesMassCancels;

  /**
   * @param known what the messages may be about
   * @param executions the marks of executions that are booked, and what their orders had traded
   *     then
   * @param earlier those that the messages may take back or correct
   */
  Reading(
      String venue,
      KnownOrders known,
      Map<String, Quantity> executions,
      List<Execution> earlier,
      Instant now) {
    this.venue = venue;
    this.known = known;
    this.executions = new HashMap<>(executions);
    corrections = new Corrections(venue, known, earlier, told, worksAgain);
    this.now = now;
  }

  /** Under what the execution that a message may report is booked. */
  static Optional<String> mark(RawMessage message) {
    return message
        .text(Tag.EXEC_ID)
        .flatMap(exec -> message.text(Tag.CL_ORD_ID).map(order -> mark(order + ":" + exec)));
  }

  /** Which execution a message takes back or corrects. */
  static Optional<String> corrects(RawMessage message) {
    boolean isReport = message.is(Tag.MSG_TYPE, MsgType.EXECUTION_REPORT);
    return isReport && (kind(message).equals("H") || kind(message).equals("G"))
        ? message.text(Tag.EXEC_REF_ID)
        : Optional.empty();
  }

  private static String mark(String id) {
    return "T:" + id;
  }

  List<Told> told() {
    return told;
  }

  List<Aside> aside() {
    return aside;
  }

  /** Orders that had traded whole and work again, because an execution was taken back. */
  List<Standing> worksAgain() {
    return worksAgain;
  }

  /** Whether the venue cannot be asked about orders. */
  boolean refusesQuestions() {
    return refusesQuestions;
  }

  /** Whether it does not take mass cancels. */
  boolean refusesMassCancels() {
    return refusesMassCancels;
  }

  /** Orders that were to be cancelled by one request, which was refused. */
  List<Standing> cancelSingly() {
    return cancelSingly;
  }

  /** What it says of positions. */
  List<PositionReport> statements() {
    return statements;
  }

  /** The request that an answer is about, where it was for a mass cancel. */
  static Optional<String> massCancel(RawMessage message) {
    if (message.is(Tag.MSG_TYPE, MsgType.MASS_CANCEL_REPORT)) {
      return message.text(Tag.CL_ORD_ID);
    }
    return message.is(Tag.REF_MSG_TYPE, MsgType.MASS_CANCEL)
        ? message.text(Tag.BUSINESS_REJECT_REF_ID)
        : Optional.empty();
  }

  /** A message that cannot be read is put aside, so that those after it are booked. */
  void read(long position, String text) {
    RawMessage message = RawMessage.of(text);
    int before = told.size();
    String why;
    UUID key = null;
    try {
      if (PositionReport.is(message)) {
        statements.add(PositionReport.of(text));
        return;
      }
      Standing about = about(message).orElse(null);
      key = about == null ? null : about.key();
      why = read(message, about);
    } catch (RuntimeException e) {
      told.subList(before, told.size()).clear();
      why = "cannot be read: " + e.getMessage();
    }
    if (why != null) {
      aside.add(new Aside(position, why, key, RawMessage.asItCame(text)));
    }
  }

  private Optional<Standing> about(RawMessage message) {
    String id =
        message.text(Tag.CL_ORD_ID).or(() -> message.text(Tag.BUSINESS_REJECT_REF_ID)).orElse("");
    Optional<Standing> order =
        known
            .order(id)
            .or(() -> known.cancel(id).flatMap(one -> known.order(one.key())))
            .or(() -> message.text(Tag.ORIG_CL_ORD_ID).flatMap(known::order));
    boolean refuses = message.is(Tag.MSG_TYPE, MsgType.REJECT) || isBusinessReject(message);
    return order.isPresent() || !refuses
        ? order
        : sent(message)
            .flatMap(
                number ->
                    known
                        .order(number)
                        .or(() -> known.cancel(number).flatMap(one -> known.order(one.key()))));
  }

  /** Under what the message went out that this one refuses; a number alone proves nothing. */
  static Optional<Sent> sent(RawMessage message) {
    return message
        .number(Tag.REF_SEQ_NUM)
        .flatMap(number -> message.generation().map(of -> new Sent(of, number)));
  }

  private static boolean isBusinessReject(RawMessage message) {
    return message.is(Tag.MSG_TYPE, MsgType.BUSINESS_REJECT);
  }

  /** Why it is put aside; null where it is booked, or says nothing that has to be. */
  private @Nullable String read(RawMessage message, @Nullable Standing about) {
    return switch (message.text(Tag.MSG_TYPE, "")) {
      case MsgType.EXECUTION_REPORT ->
          about == null ? "no order of ours" : execution(message, about);
      case MsgType.CANCEL_REJECT -> about == null ? "no order of ours" : notDone(message, about);
      case MsgType.REJECT, MsgType.BUSINESS_REJECT -> refused(message, about);
      case MsgType.MASS_CANCEL_REPORT -> cancelledTogether(message);
      default -> null;
    };
  }

  private @Nullable String execution(RawMessage message, Standing first) {
    if (kind(message).equals("I") && message.is(Tag.ORD_STATUS, "8")) {
      return null;
    }
    Standing about = first.arrived(message.text(Tag.ORDER_ID).orElse(null));
    known.put(about);
    known.cancel(message.text(Tag.CL_ORD_ID, "")).ifPresent(one -> answered(message, one));
    return switch (kind(message)) {
      case "0" -> working(message, about);
      case "1", "2", "F" -> trade(message, about);
      case "4" -> canceled(message, known.last(about));
      case "C" -> expired(message, known.last(about));
      case "3" ->
          about.timeInForce().equals(TimeInForce.DAY.name())
              ? expired(message, known.last(about))
              : null;
      case "8" -> rejected(message, about);
      case "5" -> replaced(message, about);
      case "I" -> stands(message, about);
      case "D" ->
          message.is(Tag.ORD_STATUS, "4") ? canceled(message, known.last(about)) : "restated";
      case "H", "G" -> corrections.read(message, about, kind(message).equals("H"), at(message));
      default -> null;
    };
  }

  /** Before FIX 4.3 another field says that an execution is taken back or corrected. */
  private static String kind(RawMessage message) {
    return switch (message.text(Tag.EXEC_TRANS_TYPE, "0")) {
      case "1" -> "H";
      case "2" -> "G";
      case "3" -> "I";
      default -> message.text(Tag.EXEC_TYPE, "");
    };
  }

  private @Nullable String working(RawMessage message, Standing about) {
    known.put(about.in(Status.WORKING));
    tell(
        "W:" + about.key(), new ExecutionReport.Working(about.account(), about.key(), at(message)));
    return null;
  }

  private @Nullable String trade(RawMessage message, Standing about) {
    Quantity qty = message.quantity(Tag.LAST_QTY);
    Price price = message.price(Tag.LAST_PX).orElse(null);
    String execId = message.text(Tag.EXEC_ID).orElse(null);
    if (!qty.isPositive() || price == null || execId == null) {
      return "a trade without its quantity, price or id";
    }
    Quantity cumQty = message.quantity(Tag.CUM_QTY);
    String id = message.text(Tag.CL_ORD_ID, about.clOrdId()) + ":" + execId;
    boolean again = message.is(Tag.POSS_DUP, "Y") || message.is(Tag.POSS_RESEND, "Y");
    // A venue that counts from 1 each day gives another execution of a long order the same id.
    Quantity before = executions.putIfAbsent(mark(id), cumQty);
    if (before != null && !before.equals(cumQty)) {
      if (again) {
        return "told again otherwise";
      }
      id = id + ":" + cumQty;
    }
    ExecutionReport trade =
        new ExecutionReport.Trade(
            about.account(), about.key(), venue, id, qty, price, cumQty, at(message));
    tell(mark(id), trade);
    boolean whole = message.is(Tag.ORD_STATUS, "2") || cumQty.compareTo(about.qty()) >= 0;
    known.put(about.in(whole ? Status.FILLED : Status.WORKING));
    return null;
  }

  private @Nullable String canceled(RawMessage message, Standing about) {
    known.put(about.in(Status.CANCELED));
    tell(
        "C:" + about.key(),
        new ExecutionReport.Canceled(
            about.account(),
            about.key(),
            message.quantity(Tag.CUM_QTY),
            words(message, "canceled at the venue"),
            at(message)));
    return null;
  }

  private @Nullable String expired(RawMessage message, Standing about) {
    known.put(about.in(Status.EXPIRED));
    tell(
        "E:" + about.key(),
        new ExecutionReport.Expired(
            about.account(), about.key(), message.quantity(Tag.CUM_QTY), at(message)));
    return null;
  }

  private @Nullable String rejected(RawMessage message, Standing about) {
    String id = message.text(Tag.CL_ORD_ID, "");
    CancelTry one = known.cancel(id).orElse(null);
    if (one != null) {
      notCanceled(one, about, words(message, "not canceled"), at(message));
      return null;
    }
    if (!id.equals(about.clOrdId())) {
      return "refuses what was not asked for here";
    }
    if (message.is(Tag.ORD_REJ_REASON, DUPLICATE_ORDER) && about.times() > 1) {
      return "refused as a duplicate: it has arrived before";
    }
    return refuse(about, words(message, "refused"), at(message));
  }

  /** Of an order that went out twice and works the second is refused, and the first works on. */
  private @Nullable String refuse(Standing about, String words, Instant at) {
    if (about.status().isFinal()) {
      return null;
    }
    if (about.status() == Status.WORKING && about.times() > 1) {
      return "refused when it came again: it works already";
    }
    known.put(about.in(Status.REJECTED));
    UUID original = about.original();
    tell(
        "R:" + about.key(),
        original == null
            ? new ExecutionReport.Rejected(about.account(), about.key(), words, at)
            : new ExecutionReport.ReplaceRejected(
                about.account(), original, about.key(), words, at));
    return null;
  }

  private @Nullable String replaced(RawMessage message, Standing about) {
    UUID original = about.original();
    if (original == null) {
      return "replaced by an order that is not ours";
    }
    known.put(about.in(Status.WORKING));
    known.order(original).ifPresent(before -> known.put(before.replacedBy(about.key())));
    tell(
        "P:" + about.key(),
        new ExecutionReport.Replaced(about.account(), original, about.key(), at(message)));
    return null;
  }

  /** It is there; what has become of it its reports say, which come without being asked for. */
  private @Nullable String stands(RawMessage message, Standing about) {
    boolean works = message.is(Tag.ORD_STATUS, "0") || message.is(Tag.ORD_STATUS, "1");
    if (about.status() == Status.SENT && works && !about.isReplacement()) {
      return working(message, about);
    }
    return null;
  }

  private @Nullable String notDone(RawMessage message, Standing about) {
    CancelTry one = known.cancel(message.text(Tag.CL_ORD_ID, "")).orElse(null);
    boolean ofReplacement =
        one == null && about.isReplacement() && message.is(Tag.CL_ORD_ID, about.clOrdId());
    if (ofReplacement) {
      return refuse(about, words(message, "not replaced"), at(message));
    }
    if (message.is(Tag.CXL_REJ_RESPONSE_TO, TO_REPLACE)) {
      return null;
    }
    if (one == null || message.is(Tag.CXL_REJ_REASON, CANCEL_PENDING)) {
      return null;
    }
    notCanceled(one, about, words(message, "not canceled"), at(message));
    return null;
  }

  /**
   * It answers this try, so that it is not older: many venues stamp whole seconds, by clocks of
   * their own, and the ledger takes no refusal that seems to be of before the cancel.
   */
  private void notCanceled(CancelTry one, Standing about, String words, Instant stated) {
    Instant at = stated.isBefore(one.sentAt()) ? one.sentAt() : stated;
    known.answered(one);
    tell(
        "N:" + one.clOrdId(),
        new ExecutionReport.CancelRejected(about.account(), about.key(), words, at));
  }

  /** Refused before it was looked at: by the session, or as a kind of message. */
  private @Nullable String refused(RawMessage message, @Nullable Standing about) {
    String type = message.text(Tag.REF_MSG_TYPE, "");
    if (type.equals(MsgType.STATUS_REQUEST)) {
      refusesQuestions = true;
      return null;
    }
    if (type.equals(MsgType.MASS_CANCEL)) {
      notTogether(
          sent(message)
              .flatMap(known::cancel)
              .map(one -> MassCancelId.request(one.clOrdId()))
              .orElseGet(() -> message.text(Tag.BUSINESS_REJECT_REF_ID, "")));
      return null;
    }
    if (about == null) {
      return "refuses what is not known here";
    }
    String id = message.text(Tag.BUSINESS_REJECT_REF_ID, "");
    CancelTry one = known.cancel(id).or(() -> sent(message).flatMap(known::cancel)).orElse(null);
    if (one != null && (type.isEmpty() || type.equals(MsgType.CANCEL))) {
      notCanceled(one, about, words(message, "cancels are refused"), at(message));
      return null;
    }
    String mine = about.isReplacement() ? MsgType.REPLACE : MsgType.NEW_ORDER;
    if (!type.isEmpty() && !type.equals(mine)) {
      return "refuses something else about an order";
    }
    return refuse(about, words(message, "refused"), at(message));
  }

  /** What it has cancelled it reports of each order. */
  private @Nullable String cancelledTogether(RawMessage message) {
    if (message.is(Tag.MASS_CANCEL_RESPONSE, NOT_CANCELLED)) {
      notTogether(message.text(Tag.CL_ORD_ID, ""));
    }
    return null;
  }

  private void notTogether(String request) {
    refusesMassCancels = true;
    for (CancelTry one : known.together(request)) {
      known.answered(one);
      known.order(one.key()).ifPresent(cancelSingly::add);
    }
  }

  private void answered(RawMessage message, CancelTry one) {
    if (message.is(Tag.EXEC_TYPE, "4")) {
      known.answered(one);
    }
  }

  private void tell(String mark, ExecutionReport report) {
    told.add(new Told(mark, report));
  }

  private Instant at(RawMessage message) {
    return message.at().orElse(now);
  }

  private static String words(RawMessage message, String otherwise) {
    return message.text(Tag.TEXT).filter(text -> !text.isBlank()).orElse(otherwise);
  }
}
