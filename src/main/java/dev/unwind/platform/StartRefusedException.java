// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

/** The program does not start. The message is a sentence for whoever starts it. */
public final class StartRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final StartFault fault;

  public StartRefusedException(StartFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public StartRefusedException(StartFault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** The kind of what is wrong. */
  public StartFault fault() {
    return fault;
  }
}
