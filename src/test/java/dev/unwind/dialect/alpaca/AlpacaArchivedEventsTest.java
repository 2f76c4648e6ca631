// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.persistence.archive.ArchivingCases;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ranges of trade updates of which the beginning was archived and dropped. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class AlpacaArchivedEventsTest extends ArchivingCases {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  @Inject FreshAccounts accounts;

  private FreshAccount fresh;

  /** The id behind every part of an entry. */
  private static String id(long seq) {
    BigInteger left = BigInteger.valueOf(seq).shiftLeft(8).add(BigInteger.valueOf(255));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 26; i++) {
      text.insert(0, DIGITS.charAt(left.intValue() & 31));
      left = left.shiftRight(5);
    }
    return text.toString();
  }

  private List<Json> told(String query) throws Exception {
    try (EventStream stream = EventStream.open(fresh.keyId(), fresh.secret(), query)) {
      return stream.toTheEnd();
    }
  }

  private static List<String> ids(List<Json> events) {
    return events.stream().map(event -> event.getString("event_id")).toList();
  }

  private boolean isChained() {
    chains.extend(Set.of(account), 1000).await().atMost(PATIENCE);
    try {
      return number(
              "select a.event_seq - h.seq from account a join proof_head h using (account_id)"
                  + " where account_id = "
                  + account.value())
          == 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRangeEndsWhereItWasToEndThoughWhatItBeginsBehindIsGone() throws Exception {
    fresh = accounts.open(BookText.anAccount().position("NVDA", "40", "172.35"));
    account = new AccountId(fresh.id());
    for (int i = 0; i < 3; i++) {
      AlpacaCalls desk = new AlpacaCalls(fresh);
      desk.awaitStatus(Json.of(desk.delete("/v2/positions/NVDA?qty=1")).getString("id"), "filled");
      // An archive ends where a link does, and one link may have all three closes.
      Awaiting.await(PATIENCE, this::isChained);
    }
    String whole = "?since=2020-01-01&until=";
    List<Json> all = told(whole + Instant.now());
    assertThat(all).hasSize(9);
    drop(part(archive("one.jsonl", Instant.parse(all.get(3).getString("at")))));
    long dropped = number("select seq from log_begin where account_id = " + account.value());
    assertThat(dropped).isPositive();

    List<String> kept = ids(all).subList(3, 9);
    for (int i = 0; i < 6; i++) {
      assertThat(ids(told("?since_id=" + id(dropped) + "&until_id=" + kept.get(i))))
          .isEqualTo(kept.subList(0, i + 1));
    }
    assertThat(told("?since_id=" + id(dropped) + "&until_id=" + id(dropped))).isEmpty();
    assertThat(ids(told(whole + Instant.now()))).isEqualTo(kept);
    assertThat(ids(told(whole + all.get(5).getString("at")))).isEqualTo(kept.subList(0, 3));
    assertThat(told(whole + "2020-01-02")).isEmpty();
  }
}
