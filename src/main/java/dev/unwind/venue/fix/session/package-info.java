// SPDX-License-Identifier: Apache-2.0
/**
 * A FIX session whose numbers are in the database: who has it, what goes out under which number,
 * and what has come in.
 */
@NullMarked
package dev.unwind.venue.fix.session;

import org.jspecify.annotations.NullMarked;
