// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import java.util.Set;
import java.util.UUID;

/**
 * What a document names, so that the store can tell which of it the ledger has already.
 *
 * @param spellings symbols and aliases of instruments
 * @param tokenHashes SHA-256 of tokens in lower-case hexadecimal
 * @param positionIds external ids of positions
 * @param needs how many fresh ids may be needed
 */
public record LedgerNames(
    Set<String> accounts,
    Set<Long> accountIds,
    Set<UUID> accountUids,
    Set<String> spellings,
    Set<Long> instrumentIds,
    Set<UUID> instrumentUids,
    Set<String> isins,
    Set<String> principals,
    Set<String> keyIds,
    Set<String> tokenHashes,
    Set<String> positionIds,
    Set<String> clientOrderIds,
    FreshIds.Needs needs) {}
