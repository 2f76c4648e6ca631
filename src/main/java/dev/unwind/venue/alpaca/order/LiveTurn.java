// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.order;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which of an account's live orders are looked at: all, or one page after the other where they are
 * more than that. A page is looked at twice at least, since what is missing for the first time is
 * not asked for, and until each of it has had its turn.
 */
public final class LiveTurn {
  private static final OrderId FIRST = new OrderId(0);

  private final VenueLedger ledger;
  private final int most;
  private OrderId from = FIRST;
  private boolean isAgain;

  public LiveTurn(VenueLedger ledger, int most) {
    this.ledger = ledger;
    this.most = most;
  }

  /**
   * @param isWhole whether there are no others
   */
  public record Page(List<VenueLedger.Live> live, boolean isWhole) {
    /**
     * Keys of those that may never have arrived. A list in which one stands says that it has, also
     * where nobody answers by keys.
     */
    public Set<UUID> inDoubt() {
      return live.stream()
          .filter(VenueLedger.Live::isInDoubt)
          .map(VenueLedger.Live::key)
          .collect(Collectors.toSet());
    }
  }

  public Uni<Page> page(AccountId account) {
    OrderId first = from();
    return ledger
        .live(account, first, most)
        .map(live -> new Page(live, first.equals(FIRST) && live.size() < most));
  }

  private synchronized OrderId from() {
    return from;
  }

  /** Each of a page that was to be asked for was. */
  public synchronized void asked(Page page) {
    if (page.isWhole()) {
      from = FIRST;
      isAgain = false;
    } else if (!isAgain) {
      isAgain = true;
    } else {
      // An order with two keys may stand at the end of one page and the beginning of the next.
      int size = page.live().size();
      from = size < most ? FIRST : page.live().get(size - 1).order();
      isAgain = false;
    }
  }
}
