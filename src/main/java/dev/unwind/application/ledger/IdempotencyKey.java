// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

/**
 * A caller's key for a request that must have one effect (I11).
 *
 * @param dialect keys of different dialects do not meet
 * @param payloadHash SHA-256 of what the key covers
 */
public record IdempotencyKey(String dialect, String key, byte[] payloadHash) {}
