// SPDX-License-Identifier: Apache-2.0
/** Positions, and closing them: one, some or all, with the 207. */
@NullMarked
package dev.unwind.dialect.alpaca.position;

import org.jspecify.annotations.NullMarked;
