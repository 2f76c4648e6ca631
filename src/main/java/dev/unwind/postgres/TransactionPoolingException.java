// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import java.net.ConnectException;

/**
 * A pooler in between hands every transaction another session. Settings, prepared statements and
 * locks of a session are then somebody else's, so that such a connection is no connection.
 */
public final class TransactionPoolingException extends ConnectException {
  private static final long serialVersionUID = 1L;

  /** What an operator is told. */
  public static final String MEANING =
      "a connection pooler hands each transaction another session of PostgreSQL; set its pool_mode"
          + " to session, or name the database itself";

  TransactionPoolingException() {
    super(MEANING);
  }
}
