// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

/** The result of a keyed decision: made now, or made before. */
public sealed interface KeyedResult<R> {
  record Fresh<R>(R result) implements KeyedResult<R> {}

  record Replay<R>(KeyedEffect effect) implements KeyedResult<R> {}
}
