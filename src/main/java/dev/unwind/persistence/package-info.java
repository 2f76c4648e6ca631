// SPDX-License-Identifier: Apache-2.0
/** The ledger on PostgreSQL: all of its SQL, and nothing but its SQL. */
@NullMarked
package dev.unwind.persistence;

import org.jspecify.annotations.NullMarked;
