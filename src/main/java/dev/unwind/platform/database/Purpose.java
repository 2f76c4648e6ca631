// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

/** What a process wants of the ledger. */
public enum Purpose {
  /** To keep it, made where there is none, and to own the embedded database. */
  SERVE,
  /** To change it. An external database that is named gets a ledger; an embedded one has to be. */
  WORK,
  /** To bring it to this version's form, on however many servers it is. */
  FORM,
  /** To look at it as it is: nothing is made, migrated or written. */
  LOOK,
  /** The same of a database, whether it has a ledger or not. */
  EXAMINE;

  /** Whether it leaves everything as it is. */
  public boolean changesNothing() {
    return this == LOOK || this == EXAMINE;
  }
}
