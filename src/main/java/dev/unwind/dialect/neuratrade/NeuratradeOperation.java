// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

/** The operations, each with the words for its failure. */
enum NeuratradeOperation {
  PLACE("failed to persist trading records"),
  CANCEL("failed to cancel order"),
  LIQUIDATE("failed to liquidate position"),
  LIQUIDATE_ALL("failed to liquidate positions"),
  LIST("failed to list positions"),
  SNAPSHOT("failed to get positions for snapshot"),
  GET("failed to get position");

  private final String failure;

  NeuratradeOperation(String failure) {
    this.failure = failure;
  }

  String failure() {
    return failure;
  }

  /** With what went wrong. */
  NeuratradeException failed(String why) {
    return NeuratradeException.of(500, failure + ": " + why);
  }
}
