// SPDX-License-Identifier: Apache-2.0
/** What a broker says has happened to an account without a trade. */
@NullMarked
package dev.unwind.venue.alpaca.activity;

import org.jspecify.annotations.NullMarked;
