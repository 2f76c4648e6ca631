// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.control;

import dev.unwind.application.control.AccountSettings;
import dev.unwind.application.control.SettingsStore;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.book.PgBooks;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Settings of accounts in their table. */
@ApplicationScoped
class PgSettings implements SettingsStore {
  private final PgBooks books;
  private final LedgerPool reads;

  PgSettings(PgBooks books, LedgerPool reads) {
    this.books = books;
    this.reads = reads;
  }

  @Override
  public Uni<AccountSettings> find(AccountId account) {
    return SettingsSql.read(reads, account);
  }

  @Override
  public Uni<AccountSettings> decide(AccountId account, DecisionOrigin origin, Decision decision) {
    return books.decideWith(
        account,
        SettingsSql.NOTHING,
        origin,
        connection -> SettingsSql.read(SettingsSql.on(connection), account),
        decision::on,
        (connection, settings) -> SettingsSql.put(connection, account, settings));
  }
}
