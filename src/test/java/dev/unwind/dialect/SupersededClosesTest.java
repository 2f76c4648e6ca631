// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.SharedBook.Voice;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A close of everything, whoever asks for it, ends closes of parts that are still at work. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class SupersededClosesTest {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;
  @Inject SimulatorScenario scenario;

  @AfterEach
  void resetTheVenue() {
    scenario.reset();
  }

  @Test
  void whoeverClosesAllTakesThePlaceOfClosesOfPartsAtWorkAndWaiting() {
    SharedBook book = new SharedBook(importBook, root);
    Map<String, Runnable> closers = new TreeMap<>();
    book.voices().forEach((name, voice) -> closers.put(name, voice::liquidate));
    closers.put("unwind", book::liquidateByTheOwnInterface);
    Voice teller = Objects.requireNonNull(book.voices().get("alpaca"));
    closers.forEach(
        (name, liquidate) -> {
          scenario.fill(FillMode.FULL);
          teller.open(10);
          scenario.fill(FillMode.NONE);
          String working = book.closePart(3);
          book.awaitOrder(working, "new");
          String waiting = book.closePart(2);
          assertThat(book.orderStatus(waiting)).as(name).isEqualTo("accepted");
          scenario.fill(FillMode.FULL);

          liquidate.run();

          assertThat(teller.held()).as(name).isZero();
          // The venue may fill the working part before its cancel arrives; the rest is closed then.
          boolean filled = book.orderStatus(working).equals("filled");
          assertThat(teller.lastClosed()).as(name).isEqualByComparingTo(filled ? "7" : "10");
          assertThat(book.orderStatus(working)).as(name).isEqualTo(filled ? "filled" : "canceled");
          assertThat(book.orderStatus(waiting)).as(name).isEqualTo("canceled");
        });
    assertThat(closers).hasSize(5);
  }

  @Test
  void aCloseOfAPartThatWaitsGoesOutWhenTheFirstHasEnded() {
    SharedBook book = new SharedBook(importBook, root);
    Voice teller = Objects.requireNonNull(book.voices().get("alpaca"));
    teller.open(10);
    scenario.fill(FillMode.NONE);
    String first = book.closePart(3);
    book.awaitOrder(first, "new");
    String second = book.closePart(2);
    assertThat(book.orderStatus(second)).isEqualTo("accepted");
    scenario.fill(FillMode.FULL);
    book.cancel(first);
    book.awaitOrder(second, "filled");
    // The venue may fill the first before its cancel arrives.
    boolean filled = book.orderStatus(first).equals("filled");
    assertThat(book.orderStatus(first)).isEqualTo(filled ? "filled" : "canceled");
    assertThat(teller.held()).isEqualByComparingTo(filled ? "5" : "8");
  }

  @Test
  void outsideTheSessionAParkedCloseOfAPartGivesWayAtOnce() {
    SharedBook book = new SharedBook(importBook, root);
    Voice teller = Objects.requireNonNull(book.voices().get("alpaca"));
    teller.open(10);
    scenario.session(SessionMode.CLOSED);
    String part = book.closePart(3);
    assertThat(book.orderStatus(part)).isEqualTo("accepted");
    String all = book.closePart(10);
    assertThat(book.orderStatus(part)).isEqualTo("canceled");
    assertThat(book.orderStatus(all)).isEqualTo("accepted");
    assertThat(book.available()).isZero();
  }
}
