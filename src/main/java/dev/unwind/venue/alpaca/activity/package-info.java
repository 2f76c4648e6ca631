// SPDX-License-Identifier: Apache-2.0
/** What a broker lists of an account: its executions, and what has happened without a trade. */
@NullMarked
package dev.unwind.venue.alpaca.activity;

import org.jspecify.annotations.NullMarked;
