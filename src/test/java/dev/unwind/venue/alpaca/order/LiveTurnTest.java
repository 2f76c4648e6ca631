// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiveTurnTest {
  private static final AccountId ACCOUNT = new AccountId(1);
  private static final int MOST = 10;

  private final List<VenueLedger.Live> all = new ArrayList<>();
  private final LiveTurn turn = new LiveTurn(new Ledger(), MOST);

  @Test
  void fewAreLookedAtEachTime() {
    live(MOST - 1);

    for (int i = 0; i < 3; i++) {
      LiveTurn.Page page = page();
      assertThat(page.live()).isEqualTo(all);
      assertThat(page.isWhole()).isTrue();
      turn.asked(page);
    }
  }

  @Test
  void manyHaveTheirTurnsTwiceEach() {
    live(4 * MOST);
    Set<VenueLedger.Live> once = new HashSet<>();
    Set<VenueLedger.Live> twice = new HashSet<>();

    for (int i = 0; i < 10; i++) {
      LiveTurn.Page page = page();
      assertThat(page.isWhole()).isFalse();
      page.live().stream().filter(each -> !once.add(each)).forEach(twice::add);
      turn.asked(page);
    }

    assertThat(twice).containsAll(all);
    assertThat(page().live().get(0)).as("and begins anew").isEqualTo(all.get(0));
  }

  @Test
  void thoseOfAPageThatCannotAllBeAskedForGoOnWithIt() {
    live(2 * MOST);

    LiveTurn.Page first = page();
    turn.asked(first);

    assertThat(page().live()).isEqualTo(first.live());
    assertThat(page().live()).as("the limit was too small").isEqualTo(first.live());
    turn.asked(first);
    assertThat(page().live()).isNotEqualTo(first.live());
  }

  private void live(int count) {
    for (int i = 1; i <= count; i++) {
      all.add(new VenueLedger.Live(new OrderId(i), UUID.randomUUID(), false));
    }
  }

  private LiveTurn.Page page() {
    return turn.page(ACCOUNT).await().indefinitely();
  }

  private final class Ledger implements VenueLedger {
    @Override
    public Uni<List<VenueName>> bound() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Live>> live(AccountId account, OrderId from, int limit) {
      return Uni.createFrom()
          .item(
              all.stream().filter(live -> live.order().compareTo(from) >= 0).limit(limit).toList());
    }

    @Override
    public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
      throw new UnsupportedOperationException();
    }
  }
}
