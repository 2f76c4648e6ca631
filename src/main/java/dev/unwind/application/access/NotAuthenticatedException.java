// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

/** The credential shown is nobody's. Carries no stack and no secret. */
public final class NotAuthenticatedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Cause why;

  /**
   * What was wrong; clients with words for it are told, and learn nothing about credentials of
   * others.
   */
  public enum Cause {
    /** Unknown, revoked, or the secret does not match. */
    WRONG,
    /** Was valid once; its time is over. */
    EXPIRED
  }

  public NotAuthenticatedException(Cause why) {
    super("not authenticated: " + why, null, false, false);
    this.why = why;
  }

  public Cause why() {
    return why;
  }
}
