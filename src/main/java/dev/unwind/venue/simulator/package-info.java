// SPDX-License-Identifier: Apache-2.0
/**
 * A venue that trades against the quotes of the ledger. It keeps a book and a journal of its own,
 * in the schema {@code simulator}, written in transactions of its own and shared by all replicas,
 * as a real venue would be.
 */
@NullMarked
package dev.unwind.venue.simulator;

import org.jspecify.annotations.NullMarked;
