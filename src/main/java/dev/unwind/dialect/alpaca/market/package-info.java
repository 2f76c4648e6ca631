// SPDX-License-Identifier: Apache-2.0
/** Assets, the clock and the calendar, as Alpaca shows them. */
@NullMarked
package dev.unwind.dialect.alpaca.market;

import org.jspecify.annotations.NullMarked;
