// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.venue.ReportLog;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** A ledger of one account that is bound; all of which it was ever told may be live. */
final class OneAccount implements VenueLedger {
  private final AccountId account;
  private final ReportLog log;

  /** How it says which orders take something off a position. */
  volatile Uni<List<Reduction>> reductions = Uni.createFrom().item(List.of());

  OneAccount(AccountId account, ReportLog log) {
    this.account = account;
    this.log = log;
  }

  @Override
  public Uni<List<VenueName>> bound() {
    return Uni.createFrom().item(List.of());
  }

  @Override
  public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
    return Uni.createFrom().item(List.of(account));
  }

  @Override
  public Uni<List<Live>> live(AccountId of, OrderId from, int limit) {
    return Uni.createFrom().item(() -> page(log, from, limit));
  }

  static List<Live> page(ReportLog log, OrderId from, int limit) {
    List<UUID> keys = log.keys().stream().sorted().toList();
    return IntStream.range((int) Math.max(0, from.value() - 1), keys.size())
        .mapToObj(i -> new Live(new OrderId(i + 1), keys.get(i), false))
        .limit(limit)
        .toList();
  }

  @Override
  public Uni<List<Reduction>> reductions(AccountId of, Set<UUID> keys) {
    return reductions;
  }
}
