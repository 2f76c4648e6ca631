// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Orders of closes that have ended without an answer from the venue. */
@QuarkusTest
class GivenUpOrdersTest extends ClosingFillsFixture {

  /** The statement would place a second order, and fail for all of the account's positions. */
  @Test
  void aCloseOfAllIsLeftToTheBookWhileOneOfThemMayTrade() {
    AccountId account = write(List.of(plain()), new Random(1));
    CloseAmount two = new CloseAmount.Units(Quantity.of("2"));
    List<Order> silent = close(account, two, HeldPolicy.REFUSE);
    assertThat(silent).hasSize(1);
    rows.execute(
        "update position set live_liquidation_item_id = null where account_id = ?",
        account.value());
    rows.execute(
        """
        update liquidation_item set status = 'FAILED', reason = 'VENUE_UNAVAILABLE', ended_at = now()
        where account_id = ?
        """,
        account.value());
    rows.execute(
        """
        update liquidation set status = 'FAILED', open_items = 0, failed_items = 1, due_at = null, ended_at = now()
        where account_id = ?
        """,
        account.value());

    assertThat(close(account, CloseAmount.ALL, HeldPolicy.CLOSE_AVAILABLE)).isEmpty();
    rows.execute("update position set qty = -3, held = 0 where account_id = ?", account.value());
    assertThat(close(account, CloseAmount.ALL, HeldPolicy.REFUSE)).isEmpty();
  }
}
