// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/**
 * A command that was understood and refused: status 200, and this inside.
 *
 * @param text what exactly, fit for the caller's eyes
 */
public record TradovateFailure(TradovateFailureReason reason, String text) {}
