// SPDX-License-Identifier: Apache-2.0
/**
 * Venues that speak FIX: orders go out over a session whose numbers and messages are in the
 * database, and what comes in is durable before it is booked. One replica at a time has a session.
 */
@NullMarked
package dev.unwind.venue.fix;

import org.jspecify.annotations.NullMarked;
