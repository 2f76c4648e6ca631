// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

/**
 * A decision that refuses: nothing of the book is changed. Carries no stack, for refusals are
 * ordinary.
 */
public final class DeniedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Denial denial;

  public DeniedException(Denial denial) {
    super(denial.reason().name(), null, false, false);
    this.denial = denial;
  }

  public Denial denial() {
    return denial;
  }
}
