// SPDX-License-Identifier: Apache-2.0
/** What orders are in a broker's words. */
@NullMarked
package dev.unwind.venue.alpaca.order;

import org.jspecify.annotations.NullMarked;
