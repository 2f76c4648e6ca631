// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.venue.ReportLog;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;
import java.util.UUID;

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
  public Uni<List<UUID>> liveKeys(AccountId of, int limit) {
    return Uni.createFrom().item(() -> log.keys().stream().limit(limit).toList());
  }

  @Override
  public Uni<List<Reduction>> reductions(AccountId of, Set<UUID> keys) {
    return reductions;
  }
}
