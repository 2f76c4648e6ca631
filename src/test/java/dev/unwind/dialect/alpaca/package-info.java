// SPDX-License-Identifier: Apache-2.0
/** The Alpaca dialect as its clients meet it. */
@NullMarked
package dev.unwind.dialect.alpaca;

import org.jspecify.annotations.NullMarked;
