// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

/** Why the program does not start, each with an exit status of its own. */
public enum StartFault {
  /** There is no ledger that the command could work on. */
  NO_LEDGER(6),
  /** A setting has a value that it cannot have. */
  SETTING(10),
  /** The address to listen on is taken, or not ours. */
  PORT(11),
  /** The data directory or the temporary directory cannot be used. */
  DIRECTORY(12),
  /** The database does not answer, or does not let us in. */
  DATABASE_UNREACHABLE(13),
  /** The database is older than what the statements need. */
  DATABASE_TOO_OLD(14),
  /** The database takes no writes: a standby, or set to read only. */
  DATABASE_READ_ONLY(15),
  /** The database lets us in, but not do what is needed. */
  DATABASE_RIGHTS(16),
  /** A pooler hands each transaction another session. */
  DATABASE_POOLING(17),
  /** The ledger cannot be brought to the form that this program reads. */
  LEDGER_FORM(18),
  /** The document to load at start is refused. */
  IMPORT(19),
  /** The accounts are on several servers, or on one, and the settings say otherwise. */
  LEDGER_SPREAD(20);

  private final int status;

  StartFault(int status) {
    this.status = status;
  }

  /** The exit status of the process. */
  public int status() {
    return status;
  }
}
