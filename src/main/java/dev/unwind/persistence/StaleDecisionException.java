// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

/** What a decision was made from has changed meanwhile; it is taken again in a new transaction. */
public abstract class StaleDecisionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StaleDecisionException(String message) {
    super(message, null, false, false);
  }
}
