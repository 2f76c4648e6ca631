// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

/** The result of a keyed decision: made now, or made before. */
public sealed interface Once<R> {
  record Fresh<R>(R result) implements Once<R> {}

  record Replay<R>(KeyedEffect effect) implements Once<R> {}
}
