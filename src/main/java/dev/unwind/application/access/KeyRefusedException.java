// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

/** A key cannot be made as asked; the message says why, in words for an administrator. */
public final class KeyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyRefusedException(String why) {
    super(why, null, false, false);
  }
}
