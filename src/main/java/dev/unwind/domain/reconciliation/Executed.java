// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.CorrectedTrade;
import java.util.ArrayList;
import java.util.List;

/** An execution that is booked, with what its venue has said of it since, in that order. */
public record Executed(Fill fill, List<TradeCorrection> corrections) {
  public Executed {
    corrections = List.copyOf(corrections);
  }

  /** What stands of it now. */
  public CorrectedTrade.Deal deal() {
    if (corrections.isEmpty()) {
      return new CorrectedTrade.Deal(
          fill.side(), fill.qty(), fill.price(), fill.cashEffect(), fill.realizedPl());
    }
    TradeCorrection last = corrections.get(corrections.size() - 1);
    return new CorrectedTrade.Deal(
        fill.side(), last.qty(), last.price(), last.cashEffect(), last.realizedPl());
  }

  public boolean isCorrectedBy(String execId) {
    return corrections.stream().anyMatch(each -> each.execId().equals(execId));
  }

  public Executed with(TradeCorrection next) {
    List<TradeCorrection> all = new ArrayList<>(corrections);
    all.add(next);
    return new Executed(fill, all);
  }
}
