// SPDX-License-Identifier: Apache-2.0
/** Tradovate's entities and the five ways to read each. */
@NullMarked
package dev.unwind.dialect.tradovate.reads;

import org.jspecify.annotations.NullMarked;
