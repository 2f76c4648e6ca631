// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain;

/**
 * Why something was denied, failed or ended: {@code CATEGORY_CONDITION}. Every dialect maps each of
 * them to its own status and words in one exhaustive switch.
 */
public enum Reason {
  // What was asked for does not exist, or may not be known to exist.
  ACCOUNT_NOT_FOUND("the account does not exist, or the caller has no grant on it"),
  INSTRUMENT_NOT_FOUND("no instrument has that symbol or id"),
  POSITION_NOT_FOUND("nothing is held of it"),
  ORDER_NOT_FOUND("no such order"),
  LIQUIDATION_NOT_FOUND("no such liquidation"),
  ACT_NOT_FOUND("no such act"),
  SCHEDULE_NOT_FOUND("no such schedule"),
  HEARTBEAT_NOT_FOUND("nobody is expected to be heard of"),
  RULES_NOT_FOUND("the account has no rules"),
  LIFT_NOT_FOUND("nobody has asked for such a lifting"),
  PRINCIPAL_NOT_FOUND("no such principal"),
  CREDENTIAL_NOT_FOUND("no such key or token"),
  WEBHOOK_NOT_FOUND("no such webhook"),
  VENUE_NOT_FOUND("no venue is configured under that name"),
  EVENTS_ARCHIVED("that part of the event log is in an archive, and not here any more"),

  // The request itself is wrong.
  REQUEST_MALFORMED("the request cannot be read"),
  REQUEST_TOO_LARGE("the body or a list in it is over its limit"),
  QUANTITY_INVALID("not a positive plain decimal of the digits allowed"),
  QUANTITY_MISSING("neither a quantity nor an amount"),
  QUANTITY_AMBIGUOUS("a quantity and an amount or percentage together"),
  QUANTITY_OFF_INCREMENT("not a multiple of the quantity increment"),
  QUANTITY_NOT_WHOLE("fractional where only whole units are tradable"),
  QUANTITY_BELOW_MINIMUM("less than the venue takes as one order"),
  QUANTITY_ROUNDS_TO_ZERO("a percentage of the position is less than one increment"),
  PERCENTAGE_INVALID("not above 0 and at most 100"),
  PRICE_INVALID("not a positive plain decimal"),
  PRICE_MISSING("the order type needs a price"),
  PRICE_OFF_INCREMENT("not a multiple of the price increment"),
  TRAIL_INVALID("not a distance or percentage at which a stop can trail"),
  SIDE_INVALID("not buy or sell"),
  ORDER_TYPE_UNSUPPORTED("not an order type that is offered"),
  TIME_IN_FORCE_UNSUPPORTED("not a time in force that is offered for this instrument and order"),
  CLIENT_ORDER_ID_INVALID("empty or over 128 characters"),
  CLIENT_ORDER_ID_DUPLICATE("another order of the account has it"),
  IDEMPOTENCY_KEY_MISSING("the operation requires a key"),
  PRECONDITION_MISSING("the operation requires If-Match with the ETag of what it changes"),
  IDEMPOTENCY_KEY_REUSED("the key was used with another payload"),
  ACCOUNT_AMBIGUOUS("several accounts are granted and none was named"),
  ACCOUNT_TYPE_UNSUPPORTED("not offered for this type of account"),

  // The state of the book forbids it.
  QUANTITY_EXCEEDS_POSITION("more than is held"),
  QUANTITY_HELD("enough is held, but working orders reserve it"),
  POSITION_BEING_LIQUIDATED("a liquidation is closing the position"),
  LIQUIDATION_IN_PROGRESS("the account has a live liquidation"),
  BOOK_CHANGED("the book is not what the caller has seen"),
  LIQUIDATION_ENDED("the liquidation has ended already"),
  SCHEDULE_ENDED("the schedule has ended already"),
  LIFT_ENDED("the request to lift the latch has been decided or has expired"),
  NAME_TAKEN("something else has that name already"),
  SHORTING_NOT_ALLOWED("the order would open a short position"),
  FRACTION_SOLD_SHORT("a fractional quantity cannot be sold short"),
  BRACKET_NOT_ENTRY("an order with exits must open or add to a position"),
  PAIR_NOT_EXIT("the orders of a pair must reduce a position"),
  BUYING_POWER_INSUFFICIENT("the cash does not cover it"),
  CURRENCY_MISMATCH("the instrument trades in another currency than the account's"),
  INSTRUMENT_EXPIRED("the contract has expired and can only be closed"),
  INSTRUMENT_NOT_EXPIRED("the contract still trades"),
  VALUE_OUT_OF_RANGE("more than the ledger can carry"),
  WASH_TRADE("an order of the opposite side is working"),
  ORDER_NOT_OPEN("the order is final"),
  ORDER_PENDING_CANCEL("a cancel of the order is on its way"),
  ORDER_PENDING_REPLACE("a replacement of the order is on its way"),
  ORDER_NOT_YET_WORKING("the venue has not confirmed the order"),
  PARENT_ENDED("the parent order ended without a fill"),
  SIBLING_FILLED("the other leg of the pair traded or ended"),
  SIBLING_REACHED("the price reached the other leg of the pair, which works in its place"),
  ACCOUNT_CLOSE_ONLY("only risk-reducing orders are admitted"),
  ACCOUNT_HALTED("only liquidations and cancels are admitted"),
  ACCOUNT_CLOSING("the account admits only reducing orders"),
  ACCOUNT_LOCKED("the account is locked"),
  ACCOUNT_RESTRICTED("the venue lets the account trade no more, or not this"),
  ACCOUNT_CLOSED("the account is closed"),
  ACCOUNT_IN_USE("the account has something open that must be over first"),
  QUOTE_MISSING("there is no market to price it"),
  MARKET_CLOSED("the market is closed and the order cannot wait"),

  // How an order or a liquidation ended.
  CANCELED_BY_CLIENT("the caller cancelled it"),
  CANCELED_FOR_LIQUIDATION("cancelled first, so that the position could be closed"),
  NEXT_STEP("the next step of its close takes its place"),
  SUPERSEDED("a close of the whole position took its place"),
  POSITION_ALREADY_CLOSED("working orders had closed the position before this close could"),
  CANCEL_DEADLINE_PASSED("working orders could not be cancelled in time"),
  LIQUIDATION_DEADLINE_PASSED("it could not be closed in time"),
  LATE_FILL("a late fill left less to close than the closing order asked for"),
  REDUCED_BY_OTHERS("somebody else's order left less to close than the closing order asked for"),
  REDUCED_BY_ADJUSTMENT(
      "what is no trade, such as a trade that was taken back, left less to close than the closing order asked for"),
  FLIPPED_BY_OTHERS("somebody else's trade has turned the position; nothing is done about that"),
  ORDER_EXPIRED("its time in force ended"),
  VENUE_REJECTED("the venue refused the order"),
  BOOKS_DIFFER("the venue holds less than was to be closed, or holds it on the other side"),
  VENUE_CANCELED("the venue cancelled the order"),
  VENUE_UNAVAILABLE("the venue does not answer; the outcome is unknown until it does"),

  // The caller or the service.
  NOT_AUTHENTICATED("no credential, or a wrong one"),
  NOT_PERMITTED("the role does not allow it"),
  SECOND_PERSON_REQUIRED("another principal must confirm it"),
  RATE_LIMITED("too many requests"),
  WAIT_TIMED_OUT("accepted and going on, but not done in the time the answer may take"),
  OVERLOADED("a queue is full; nothing was executed"),
  STORE_UNAVAILABLE("the ledger cannot be reached"),
  OUTCOME_UNKNOWN("it may have been executed, which cannot be told yet"),
  INTERNAL_ERROR("a defect of the service");

  private final String meaning;

  Reason(String meaning) {
    this.meaning = meaning;
  }

  /** One sentence without a full stop, in trading words. */
  public String meaning() {
    return meaning;
  }
}
