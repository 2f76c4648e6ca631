// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.archive;

import java.time.Instant;

/**
 * The past of an account's log that an archive holds.
 *
 * @param from number after which it begins
 * @param seq number with which it ends
 * @param hash the head of the chain there
 * @param at time of its last event
 */
public record Archived(long account, String name, long from, long seq, byte[] hash, Instant at) {}
