// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

/** A signature that is missing where one is required, unreadable, stale, replayed or wrong. */
public final class SignatureRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param why fit for the caller's eyes; tells nothing that the caller has not sent
   */
  public SignatureRefusedException(String why) {
    super(why, null, false, false);
  }
}
