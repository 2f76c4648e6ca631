// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.upvest.UpvestClient.Answer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose accounts may be liquidated, and in which states. */
@QuarkusTest
class UpvestLiquidationAccessTest extends UpvestLiquidationDesk {
  @Test
  void anotherUserMayNotLiquidate() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    client
        .create(book.liquidations(), "{\"user_id\":\"" + UUID.randomUUID() + "\"}")
        .problem(403, "forbidden");

    assertThat(client.get(book.liquidations()).json().path("data")).isEmpty();
  }

  @Test
  void anUnknownAccountAndAForeignOneAreAnsweredAlike() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    for (String account :
        List.of(book.otherAccount.toString(), UUID.randomUUID().toString(), "nonsense")) {
      String path = "/accounts/" + account + "/liquidations";
      Answer refused = client.create(path, book.request()).problem(404, "not_found");
      assertThat(refused.text("detail")).isEqualTo("the account does not exist");
      client.get(path).problem(404, "not_found");
      client.get(path + "/" + UUID.randomUUID()).problem(404, "not_found");
      client.delete(path + "/" + UUID.randomUUID()).problem(404, "not_found");
    }
  }

  @Test
  void aForeignLiquidationIsAnAbsentOne() {
    UpvestBook book = aBook().holding("10").load(importBook);
    Answer accepted = book.client(root).create(book.liquidations(), book.request()).expect(202);
    UpvestClient stranger = book.stranger(root);

    stranger.get(of(book, accepted)).problem(404, "not_found");
    stranger.delete(of(book, accepted)).problem(404, "not_found");
    String mine = "/accounts/" + book.otherAccount + "/liquidations/" + accepted.text("id");
    stranger.get(mine).problem(404, "not_found");
    stranger.delete(mine).problem(404, "not_found");
    assertThat(book.client(root).get(of(book, accepted)).text("status")).isNotEqualTo("CANCELLED");
  }

  @Test
  void aTradingAccountIsNotLiquidatedUnlessConfigured() {
    UpvestBook book = aBook().type("TRADING").holding("10", "20.00").load(importBook);

    book.client(root)
        .create(book.liquidations(), book.request())
        .problem(422, "unprocessable_entity");
  }

  @Test
  void aClosingAccountMayBeLiquidated() {
    UpvestBook book = aBook().status("CLOSING").holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    client.awaitStatus(of(book, accepted), "FILLED", "SETTLED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOCKED", "CLOSED"})
  void aLockedOrClosedAccountMayNot(String status) {
    UpvestBook book = aBook().status(status).holding("10", "20.00").load(importBook);

    book.client(root)
        .create(book.liquidations(), book.request())
        .problem(422, "unprocessable_entity");
  }
}
