// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.fix.ReportRows.Execution;
import dev.unwind.venue.fix.ReportRows.Told;
import dev.unwind.venue.fix.Standing.Status;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages that take an execution back, or correct it. They name it by the venue's own id. */
final class Corrections {
  private final String venue;
  private final KnownOrders known;
  private final List<Execution> earlier;
  private final List<Told> told;
  private final List<Standing> worksAgain;

  /**
   * @param earlier the executions that are known already
   * @param told what the messages before have said, which is added to
   * @param worksAgain orders that had traded whole and work again, which are added to
   */
  Corrections(
      String venue,
      KnownOrders known,
      List<Execution> earlier,
      List<Told> told,
      List<Standing> worksAgain) {
    this.venue = venue;
    this.known = known;
    this.earlier = List.copyOf(earlier);
    this.told = told;
    this.worksAgain = worksAgain;
  }

  /** Why it is put aside; null where it is booked. */
  @Nullable String read(RawMessage message, Standing about, boolean isGone, Instant at) {
    String ref = message.text(Tag.EXEC_REF_ID, "");
    String own = message.text(Tag.EXEC_ID, "");
    if (ref.isEmpty() || own.isEmpty()) {
      return "corrects an execution without saying which";
    }
    Set<String> found = executionsCalled(ref, message, about);
    if (found.size() != 1) {
      return found.isEmpty()
          ? "corrects an execution that is not known here"
          : "corrects one of several executions of the same name";
    }
    Quantity qty = isGone ? Quantity.ZERO : message.quantity(Tag.LAST_QTY);
    Price price = isGone ? null : message.price(Tag.LAST_PX).orElse(null);
    if (!isGone && (!qty.isPositive() || price == null)) {
      return "a correction without its quantity or price";
    }
    String id = message.text(Tag.CL_ORD_ID, about.clOrdId()) + ":" + own;
    told.add(
        new Told(
            "X:" + id,
            new ExecutionReport.Corrected(
                about.account(), about.key(), venue, found.iterator().next(), id, qty, price, at)));
    boolean works = message.is(Tag.ORD_STATUS, "0") || message.is(Tag.ORD_STATUS, "1");
    Standing last = known.last(about);
    if (works && last.status() == Status.FILLED) {
      worksAgain.add(last);
    }
    return null;
  }

  /** As they were told first: of the order, of what it replaces and of what has replaced it. */
  private Set<String> executionsCalled(String ref, RawMessage message, Standing about) {
    Set<UUID> keys = new HashSet<>(List.of(about.key(), known.last(about).key()));
    Optional.ofNullable(about.original()).ifPresent(keys::add);
    message
        .text(Tag.ORIG_CL_ORD_ID)
        .flatMap(known::order)
        .ifPresent(order -> keys.add(order.key()));
    Set<String> found = new HashSet<>();
    Stream.concat(earlier.stream(), told.stream().flatMap(t -> Execution.of(t.report()).stream()))
        .filter(each -> keys.contains(each.key()) && each.isCalled(ref))
        .forEach(each -> found.add(each.execId()));
    return found;
  }
}
