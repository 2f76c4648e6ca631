// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.domain.value.AccountId;
import java.util.HexFormat;
import java.util.NavigableMap;

/**
 * How far an account's log is chained.
 *
 * @param seq number of the last event
 */
public record ChainHead(AccountId account, long seq, byte[] hash) {
  byte[] digest() {
    NavigableMap<String, String> leaves = CanonicalRecord.leaves();
    leaves.put("account_id", Long.toString(account.value()));
    leaves.put("seq", Long.toString(seq));
    leaves.put("hash", HexFormat.of().formatHex(hash));
    return CanonicalRecord.digest("head", leaves);
  }
}
