// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommand;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommandReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommandStatus;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateExecutionReport;
import dev.unwind.dialect.tradovate.TradovateErrors;
import dev.unwind.dialect.tradovate.TradovateFailureReason;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands and reports off an order's events. An event whose id is the command in force on
 * the order after it carries that command; an event that tells of an outcome is a report on the
 * command then in force. Pure.
 */
public final class OrderTrail {
  private static final Set<EventKind> OUTCOMES =
      Set.of(
          EventKind.ORDER_NEW,
          EventKind.ORDER_CANCELED,
          EventKind.ORDER_CANCEL_REJECTED,
          EventKind.ORDER_REPLACED,
          EventKind.ORDER_REPLACE_REJECTED,
          EventKind.ORDER_REJECTED,
          EventKind.ORDER_EXPIRED);

  private final List<LedgerEvent> events;

  /**
   * @param events of one order, ascending; at least one
   */
  OrderTrail(List<LedgerEvent> events) {
    this.events = List.copyOf(events);
  }

  AccountId account() {
    return order(events.get(0)).accountId();
  }

  List<TradovateCommand> commands() {
    List<TradovateCommand> commands = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      LedgerEvent event = events.get(i);
      if (isCommand(event)) {
        commands.add(command(event, status(event, events.subList(i + 1, events.size()))));
      }
    }
    return commands;
  }

  List<TradovateCommandReport> commandReports() {
    return events.stream().flatMap(e -> commandReport(e).stream()).toList();
  }

  List<TradovateExecutionReport> executionReports(Map<Long, LocalDate> sessions) {
    return events.stream().flatMap(e -> executionReport(e, sessions.get(e.id())).stream()).toList();
  }

  public static boolean isCommand(LedgerEvent event) {
    Order order = event.order();
    return order != null && event.kind().isOrder() && event.id() == order.commandId();
  }

  public static String commandType(LedgerEvent event) {
    return switch (event.kind()) {
      case ORDER_PENDING_CANCEL, ORDER_CANCELED -> "Cancel";
      case ORDER_PENDING_REPLACE, ORDER_REPLACED -> "Modify";
      default -> "New";
    };
  }

  /** A command as it stood when it was given. */
  public static TradovateCommand command(LedgerEvent event) {
    return command(event, status(event, List.of()));
  }

  private static TradovateCommand command(LedgerEvent event, TradovateCommandStatus status) {
    Order order = order(event);
    String type = commandType(event);
    // What the client said stands on the order, and belongs to the command that made it.
    Map<String, String> tags = type.equals("New") ? order.tags() : Map.of();
    String automated = tags.get(TradovateTags.IS_AUTOMATED);
    return new TradovateCommand(
        event.id(),
        order.id().value(),
        TradovateMapping.timestamp(event.at()),
        tags.get(TradovateTags.CLIENT_ID),
        type,
        status,
        number(tags.get(TradovateTags.SENDER)),
        number(tags.get(TradovateTags.SESSION)),
        tags.get(TradovateTags.CUSTOM_TAG),
        automated == null ? null : Boolean.valueOf(automated));
  }

  private static TradovateCommandStatus status(LedgerEvent command, List<LedgerEvent> later) {
    TradovateCommandStatus status = initial(command);
    for (LedgerEvent event : later) {
      Order order = order(event);
      if (order.commandId() != command.id()) {
        return status == TradovateCommandStatus.Pending
            ? TradovateCommandStatus.PendingExecution
            : status;
      }
      status =
          event.kind() == EventKind.FILL
              ? afterFill(command, order, status)
              : reported(event).orElse(status);
    }
    return status;
  }

  private static TradovateCommandStatus initial(LedgerEvent command) {
    return switch (command.kind()) {
      case ORDER_HELD -> TradovateCommandStatus.ExecutionSuspended;
      case ORDER_ACCEPTED -> TradovateCommandStatus.OnHold;
      case ORDER_CANCELED -> TradovateCommandStatus.AtExecution;
      case ORDER_REPLACED -> TradovateCommandStatus.Replaced;
      default -> TradovateCommandStatus.Pending;
    };
  }

  /** A fill shows that a new order works, and that a cancel or change of a filled one came late. */
  private static TradovateCommandStatus afterFill(
      LedgerEvent command, Order order, TradovateCommandStatus status) {
    if (commandType(command).equals("New")) {
      return TradovateCommandStatus.AtExecution;
    }
    return order.status() == OrderStatus.FILLED && status != TradovateCommandStatus.Replaced
        ? TradovateCommandStatus.ExecutionRejected
        : status;
  }

  /** What an event says about the command in force; nothing where it is the command itself. */
  private static Optional<TradovateCommandStatus> reported(LedgerEvent event) {
    return switch (event.kind()) {
      case ORDER_PENDING_NEW ->
          isCommand(event)
              ? Optional.empty()
              : Optional.of(TradovateCommandStatus.PendingExecution);
      case ORDER_ACCEPTED ->
          isCommand(event) ? Optional.empty() : Optional.of(TradovateCommandStatus.OnHold);
      case ORDER_NEW -> Optional.of(TradovateCommandStatus.AtExecution);
      case ORDER_CANCELED ->
          Optional.of(
              wasAsked(order(event).reason())
                  ? TradovateCommandStatus.AtExecution
                  : TradovateCommandStatus.ExecutionStopped);
      case ORDER_EXPIRED -> Optional.of(TradovateCommandStatus.ExecutionStopped);
      case ORDER_REJECTED, ORDER_CANCEL_REJECTED, ORDER_REPLACE_REJECTED ->
          Optional.of(TradovateCommandStatus.ExecutionRejected);
      case ORDER_REPLACED -> Optional.of(TradovateCommandStatus.Replaced);
      default -> Optional.empty();
    };
  }

  private static boolean wasAsked(@Nullable Reason reason) {
    return reason != Reason.VENUE_CANCELED && reason != Reason.PARENT_ENDED;
  }

  public static Optional<TradovateCommandReport> commandReport(LedgerEvent event) {
    if (!event.kind().isOrder()) {
      return Optional.empty();
    }
    return reported(event)
        .map(
            status -> {
              Order order = order(event);
              return new TradovateCommandReport(
                  event.id(),
                  order.commandId(),
                  TradovateMapping.timestamp(event.at()),
                  status,
                  rejectReason(event),
                  text(event),
                  TradovateMapping.ordStatus(order.shownStatus()));
            });
  }

  /**
   * @param session session date of the event at the venue, where it is known
   */
  public static Optional<TradovateExecutionReport> executionReport(
      LedgerEvent event, @Nullable LocalDate session) {
    String type =
        switch (event.kind()) {
          case FILL -> "Trade";
          case ADJUSTED -> correctionType(event);
          case ORDER_NEW -> "New";
          case ORDER_CANCELED -> "Canceled";
          case ORDER_REPLACED -> "Replaced";
          case ORDER_REJECTED -> "Rejected";
          case ORDER_EXPIRED -> "Expired";
          default -> null;
        };
    if (type == null) {
      return Optional.empty();
    }
    Order order = order(event);
    Fill fill = event.fill();
    return Optional.of(
        new TradovateExecutionReport(
            event.id(),
            order.commandId(),
            name(event),
            order.accountId().value(),
            order.instrumentId().value(),
            TradovateMapping.timestamp(event.at()),
            session == null ? null : TradovateMapping.tradeDate(session),
            order.id().value(),
            type,
            correction(event) == null || fill == null ? null : fill.execId(),
            TradovateMapping.ordStatus(order.shownStatus()),
            order.side() == Side.BUY ? "Buy" : "Sell",
            TradovateMapping.units(order.filledQty()),
            TradovateMapping.optionalPrice(order.averagePrice()),
            fill == null ? null : TradovateMapping.units(lastQty(event, fill)),
            fill == null ? null : TradovateMapping.price(lastPrice(event, fill)),
            rejectReason(event),
            text(event),
            order.terms().uid().toString()));
  }

  private static @Nullable TradeCorrection correction(LedgerEvent event) {
    return event.adjustment() == null ? null : event.adjustment().correction();
  }

  private static @Nullable String correctionType(LedgerEvent event) {
    TradeCorrection correction = correction(event);
    if (correction == null) {
      return null;
    }
    return correction.qty().isZero() ? "TradeCancel" : "TradeCorrect";
  }

  /** The venue's, where it has one. */
  private static String name(LedgerEvent event) {
    TradeCorrection correction = correction(event);
    Fill fill = event.fill();
    if (correction != null) {
      return correction.execId();
    }
    return fill == null ? Long.toString(event.id()) : fill.execId();
  }

  private static Quantity lastQty(LedgerEvent event, Fill fill) {
    TradeCorrection correction = correction(event);
    return correction == null || correction.qty().isZero() ? fill.qty() : correction.qty();
  }

  private static Price lastPrice(LedgerEvent event, Fill fill) {
    TradeCorrection correction = correction(event);
    return correction == null ? fill.price() : correction.price();
  }

  private static @Nullable TradovateFailureReason rejectReason(LedgerEvent event) {
    Reason reason = order(event).reason();
    boolean rejected =
        event.kind() == EventKind.ORDER_REJECTED
            || event.kind() == EventKind.ORDER_CANCEL_REJECTED
            || event.kind() == EventKind.ORDER_REPLACE_REJECTED;
    if (!rejected) {
      return null;
    }
    return reason != null
            && TradovateErrors.answer(reason) instanceof TradovateErrors.Answer.Failed failed
        ? failed.reason()
        : TradovateFailureReason.OtherExecutionRelated;
  }

  /** Why it came so, and who caused it. */
  private static @Nullable String text(LedgerEvent event) {
    Order order = order(event);
    boolean isTold =
        OUTCOMES.contains(event.kind())
            || (event.kind() == EventKind.FILL && order.reason() == Reason.FLIPPED_BY_OTHERS);
    if (!isTold) {
      return null;
    }
    Reason reason = order.reason();
    String words = order.reasonText();
    if (reason == null) {
      return words;
    }
    return words == null ? reason.meaning() : reason.meaning() + ": " + words;
  }

  private static Order order(LedgerEvent event) {
    return Objects.requireNonNull(event.order(), "an order's event without the order");
  }

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }
}
