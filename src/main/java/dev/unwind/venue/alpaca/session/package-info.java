// SPDX-License-Identifier: Apache-2.0
/** When the market of a broker is open, by its own word. */
@NullMarked
package dev.unwind.venue.alpaca.session;

import org.jspecify.annotations.NullMarked;
