// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import java.time.Duration;

/** Who has failed too often has to wait; the credential was not looked at. */
public final class SignInDelayedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration delay;

  public SignInDelayedException(Duration delay) {
    super("sign-in delayed by " + delay, null, false, false);
    this.delay = delay;
  }

  public Duration delay() {
    return delay;
  }

  /** The delay in whole seconds, at least one. */
  public int seconds() {
    return (int) Math.max(1, delay.plusMillis(999).toSeconds());
  }
}
