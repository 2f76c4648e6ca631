// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

/** There is no database to run on. The message is meant for whoever starts the program. */
public final class DatabaseStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseStartException(String message) {
    super(message);
  }

  DatabaseStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
