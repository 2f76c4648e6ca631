// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

/** How client commands end; docs/command-line.md lists them. */
public enum ExitStatus {
  /** All that was asked for is done; of a liquidation: everything is closed. */
  DONE(0),
  /** Some of it is not, and it has ended: each with its reason. */
  PARTLY(1),
  /** The command line is not understood. */
  USAGE(2),
  /** Nothing was sent, or it was refused; nothing was changed. */
  NOT_SENT(3),
  /** The credential is none, or may not do that; nothing was changed. */
  NOT_PERMITTED(4),
  /** It was sent, and what becomes of it is not known here: it may still be running. */
  LEFT_RUNNING(5);

  private final int status;

  ExitStatus(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
