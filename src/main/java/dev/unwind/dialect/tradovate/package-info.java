// SPDX-License-Identifier: Apache-2.0
/** The Tradovate dialect: {@code /v1} over HTTP and its WebSocket, as views of the one ledger. */
@NullMarked
package dev.unwind.dialect.tradovate;

import org.jspecify.annotations.NullMarked;
