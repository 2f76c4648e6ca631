// SPDX-License-Identifier: Apache-2.0
/** Trade updates, over the socket and as events. */
@NullMarked
package dev.unwind.dialect.alpaca.stream;

import org.jspecify.annotations.NullMarked;
