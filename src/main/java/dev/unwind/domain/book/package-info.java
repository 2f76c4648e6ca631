// SPDX-License-Identifier: Apache-2.0
/**
 * One account as a whole: every decision that must see orders, positions and liquidations together.
 */
@NullMarked
package dev.unwind.domain.book;

import org.jspecify.annotations.NullMarked;
