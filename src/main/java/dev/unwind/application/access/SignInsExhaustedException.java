// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

/**
 * More passwords are being verified than the service affords; nothing was decided, try again later.
 */
public final class SignInsExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SignInsExhaustedException() {
    super("too many sign-ins at once", null, false, false);
  }
}
