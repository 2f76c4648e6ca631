// SPDX-License-Identifier: Apache-2.0
/** Alpaca's Trading API v2, spoken to by its official clients as they are. */
@NullMarked
package dev.unwind.dialect.alpaca;

import org.jspecify.annotations.NullMarked;
