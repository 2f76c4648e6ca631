// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookReportTest {

  /** The largest numbers that a book document may name and a sequence gives are below 2^53. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1000000000, 7, 0",
    "562949953421441, 562949953421442, 2047",
    "9007199254740991, 9007199254740991, 2048",
    "9007199254740991, 1, 4194303",
    "2, 9007199254740991, 1"
  })
  void aDeliveryIdSaysWhichReportOfWhichOrderAndAccountItIs(long account, long order, int seq) {
    UUID id = BookReport.deliveryId(new AccountId(account), order, seq);

    assertThat(BookReport.accountOf(id)).isEqualTo(account);
    assertThat(BookReport.orderNoOf(id)).isEqualTo(order);
    assertThat(BookReport.seqOf(id)).isEqualTo(seq);
    assertThat(BookReport.isRow(id)).isEqualTo(seq > 0);
  }
}
