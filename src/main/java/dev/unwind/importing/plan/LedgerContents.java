// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What of a document's names the ledger has already, locked against change until the import ends.
 *
 * @param accounts by name, of those named
 * @param logs the ends of these accounts' event logs
 * @param accountIds those that are taken; so are the other sets, each of its kind
 * @param instruments every one that answers to a spelling, id, uid or ISIN of the document
 * @param quoted last prices of the instruments that have a quote
 * @param positions netting positions of these accounts, flat ones included
 * @param positionIds external ids per account
 */
public record LedgerContents(
    Map<String, Account> accounts,
    Map<AccountId, LogEnd> logs,
    Set<Long> accountIds,
    Set<UUID> accountUids,
    List<Instrument> instruments,
    Map<InstrumentId, Price> quoted,
    Set<String> principals,
    Set<String> keyIds,
    Set<String> tokenHashes,
    Set<Holding> positions,
    Set<OfAccount> positionIds,
    Set<OfAccount> clientOrderIds,
    FreshIds ids) {

  /** Where an account's event log ends. */
  public record LogEnd(long seq, Instant at) {}

  /** A netting position, by what it is unique by. */
  public record Holding(AccountId account, InstrumentId instrument) {}

  /** A name that is unique in its account. */
  public record OfAccount(AccountId account, String name) {}
}
