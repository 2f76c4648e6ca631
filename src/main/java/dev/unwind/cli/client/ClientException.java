// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

/** A client command cannot go on. The message is a sentence for whoever has started it. */
public class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitStatus exitStatus;

  public ClientException(ExitStatus exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  ClientException(ExitStatus exitStatus, String message, Throwable cause) {
    super(message, cause);
    this.exitStatus = exitStatus;
  }

  public ExitStatus exitStatus() {
    return exitStatus;
  }
}
