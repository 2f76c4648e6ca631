// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.fix.KnownOrders.CancelTry;
import dev.unwind.venue.fix.Standing.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which order a message is about, and what it may not end. */
class ReadingTest {
  private static final long GENERATION = 3;
  private static final int NUMBER = 7;
  private static final String STAMP = "20049=" + GENERATION;

  private final Map<UUID, Standing> rows = new HashMap<>();
  private final Standing order = add(1, null, Status.WORKING);
  private CancelTry cancel =
      new CancelTry("cancel-1", order.key(), 1, true, false, false, Instant.EPOCH);
  private List<ReportRows.Execution> earlier = List.of();
  private KnownOrders known = known();
  private Reading reading = reading();

  private Standing add(int times, @Nullable UUID original, Status status) {
    UUID key = UUID.randomUUID();
    Standing row =
        new Standing(
            key,
            new AccountId(77),
            key.toString(),
            original,
            "ACME",
            "2",
            Quantity.of("10"),
            "GTC",
            GENERATION,
            NUMBER + rows.size(),
            times,
            false,
            status,
            status != Status.SENT,
            null,
            null);
    rows.put(key, row);
    return row;
  }

  private KnownOrders known() {
    return new KnownOrders(rows, List.of(cancel), Map.of());
  }

  private Reading reading() {
    return new Reading("venue", known, Map.of(), earlier, Instant.EPOCH);
  }

  private void read(String... fields) {
    known = known();
    reading = reading();
    reading.read(1, String.join("\u0001", fields) + "\u0001");
  }

  private Status status(Standing of) {
    return known.order(of.key()).orElseThrow().status();
  }

  @Test
  void aRefusedCancelDoesNotEndItsOrderUnderWhateverIdItIsRefused() {
    read("35=j", "372=F", "379=" + order.clOrdId(), "58=no cancels");
    assertThat(status(order)).isEqualTo(Status.WORKING);
    assertThat(reading.told()).isEmpty();
    assertThat(reading.aside()).hasSize(1);

    read("35=8", "150=8", "39=8", "11=cancel-1", "41=" + order.clOrdId(), "58=too late");
    assertThat(status(order)).isEqualTo(Status.WORKING);
    assertThat(reading.told())
        .singleElement()
        .matches(told -> told.report() instanceof ExecutionReport.CancelRejected);
  }

  @Test
  void theRefusalOfACancelIsNeverOfBeforeThatCancel() {
    Instant seconds = Instant.parse("2026-11-30T10:00:05Z");
    for (Instant sent : List.of(seconds.plusMillis(300), seconds.minusMillis(300))) {
      cancel = new CancelTry("cancel-1", order.key(), 1, true, false, false, sent);
      read(
          "35=9",
          "11=cancel-1",
          "41=" + order.clOrdId(),
          "39=0",
          "434=1",
          "102=0",
          "60=20261130-10:00:05");
      assertThat(reading.told())
          .singleElement()
          .extracting(told -> ((ExecutionReport.CancelRejected) told.report()).at())
          .isEqualTo(sent.isAfter(seconds) ? sent : seconds);
    }
  }

  @Test
  void whatOthersAskOfAnOrderIsRefusedWithoutEndingIt() {
    read("35=8", "150=8", "39=8", "11=of-the-desk", "41=" + order.clOrdId());
    assertThat(status(order)).isEqualTo(Status.WORKING);
    assertThat(reading.told()).isEmpty();
    assertThat(reading.aside()).hasSize(1);
  }

  @Test
  void theSecondArrivalOfAnOrderIsRefusedWithoutEndingTheFirst() {
    Standing twice = add(2, null, Status.WORKING);
    for (String[] refusal :
        List.of(
            new String[] {"35=8", "150=8", "39=8", "103=99", "11=" + twice.clOrdId()},
            new String[] {"35=j", "372=D", "379=" + twice.clOrdId()},
            new String[] {STAMP, "35=3", "372=D", "45=" + twice.seq()})) {
      read(refusal);
      assertThat(status(twice)).as(refusal[0]).isEqualTo(Status.WORKING);
      assertThat(reading.told()).isEmpty();
      assertThat(reading.aside()).hasSize(1);
    }
  }

  @Test
  void anOrderThatWasSentOnceIsRefusedByAnyOfThree() {
    Standing once = add(1, null, Status.SENT);
    for (String[] refusal :
        List.of(
            new String[] {"35=8", "150=8", "39=8", "11=" + once.clOrdId()},
            new String[] {"35=j", "372=D", "379=" + once.clOrdId()},
            new String[] {STAMP, "35=3", "45=" + once.seq()})) {
      read(refusal);
      assertThat(status(once)).as(refusal[0]).isEqualTo(Status.REJECTED);
    }
  }

  @Test
  void aNumberOfBeforeTheyBeganAnewRefusesNothingThatWentOutSince() {
    Standing since = add(1, null, Status.SENT);
    read("20049=" + (GENERATION - 1), "35=3", "372=D", "45=" + since.seq());
    assertThat(status(since)).isEqualTo(Status.SENT);
    assertThat(reading.told()).isEmpty();
    assertThat(reading.aside())
        .singleElement()
        .matches(aside -> aside.text().startsWith("35=3"), "as it came");
  }

  @Test
  void aReplacementIsRefusedThoughTheAnswerDoesNotSayToWhat() {
    Standing next = add(1, order.key(), Status.SENT);
    read("35=9", "11=" + next.clOrdId(), "41=" + order.clOrdId(), "102=0");
    assertThat(status(next)).isEqualTo(Status.REJECTED);
    assertThat(status(order)).isEqualTo(Status.WORKING);
  }

  @Test
  void whatEndsUnderTheFirstIdEndsTheOrderThatHasTakenItsPlace() {
    Standing second = add(1, order.key(), Status.WORKING);
    rows.put(order.key(), order.replacedBy(second.key()));
    read("35=8", "150=C", "39=C", "11=" + order.clOrdId(), "14=2");
    assertThat(status(second)).isEqualTo(Status.EXPIRED);
    read("35=8", "150=D", "39=4", "11=" + order.clOrdId(), "14=2");
    assertThat(status(second)).isEqualTo(Status.CANCELED);
    assertThat(reading.told())
        .singleElement()
        .matches(told -> told.report().orderKey().equals(second.key()));
  }

  @Test
  void anExecutionIsTakenBackUnderTheNameThatItWasToldBy() {
    String told = order.clOrdId() + ":7";
    earlier = List.of(new ReportRows.Execution(order.key(), told, told));
    read("35=8", "150=H", "39=1", "11=" + order.clOrdId(), "17=9", "19=7", "14=0", "32=5", "31=10");
    assertThat(reading.aside()).isEmpty();
    assertThat(reading.told())
        .singleElement()
        .satisfies(
            one -> {
              ExecutionReport.Corrected corrected = (ExecutionReport.Corrected) one.report();
              assertThat(corrected.execId()).isEqualTo(told);
              assertThat(corrected.correctionId()).isEqualTo(order.clOrdId() + ":9");
              assertThat(corrected.qty()).isEqualTo(Quantity.ZERO);
            });
    read("35=8", "20=2", "150=0", "11=" + order.clOrdId(), "17=9", "19=7", "32=5", "31=10.5");
    assertThat(reading.told())
        .singleElement()
        .satisfies(
            one -> {
              ExecutionReport.Corrected corrected = (ExecutionReport.Corrected) one.report();
              assertThat(corrected.qty()).isEqualTo(Quantity.of("5"));
              assertThat(corrected.price()).isEqualTo(Price.of("10.5"));
            });
    assertThat(status(order)).isEqualTo(Status.WORKING);
  }

  @Test
  void aCorrectionOfACorrectionIsOneOfTheExecutionItself() {
    String first = order.clOrdId() + ":7";
    earlier =
        List.of(
            new ReportRows.Execution(order.key(), first, first),
            new ReportRows.Execution(order.key(), first, order.clOrdId() + ":8"));
    read("35=8", "150=H", "39=2", "11=" + order.clOrdId(), "17=9", "19=8");
    assertThat(reading.told())
        .singleElement()
        .matches(one -> ((ExecutionReport.Corrected) one.report()).execId().equals(first));
  }

  @Test
  void whatTakesBackNothingThatIsKnownIsPutAside() {
    for (String[] fields :
        List.of(
            new String[] {"35=8", "150=H", "11=" + order.clOrdId(), "17=9", "19=7"},
            new String[] {"35=8", "150=H", "11=" + order.clOrdId(), "17=9"},
            new String[] {"35=8", "150=G", "11=" + order.clOrdId(), "19=7"})) {
      read(fields);
      assertThat(reading.told()).isEmpty();
      assertThat(reading.aside()).hasSize(1);
    }
    String told = order.clOrdId() + ":7";
    earlier = List.of(new ReportRows.Execution(order.key(), told, told));
    read("35=8", "150=G", "11=" + order.clOrdId(), "17=9", "19=7", "32=0", "31=5");
    assertThat(reading.told()).isEmpty();
    assertThat(reading.aside()).hasSize(1);
  }

  @Test
  void anOrderThatWorksAgainBecauseATradeWasTakenBackIsNamed() {
    Standing filled = add(1, null, Status.FILLED);
    String told = filled.clOrdId() + ":7";
    earlier = List.of(new ReportRows.Execution(filled.key(), told, told));
    read("35=8", "150=H", "39=0", "11=" + filled.clOrdId(), "17=9", "19=7", "151=10");
    assertThat(reading.worksAgain()).singleElement().matches(one -> one.key().equals(filled.key()));
    read("35=8", "150=H", "39=4", "11=" + filled.clOrdId(), "17=9", "19=7", "151=0");
    assertThat(reading.worksAgain()).isEmpty();
  }
}
