// SPDX-License-Identifier: Apache-2.0
/** The simulator's own book, journal and matching; it shares nothing with the ledger. */
@NullMarked
package dev.unwind.venue.simulator.book;

import org.jspecify.annotations.NullMarked;
