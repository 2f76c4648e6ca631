// SPDX-License-Identifier: Apache-2.0
/** Tradovate's WebSocket: frames, requests through it, and what the user is told. */
@NullMarked
package dev.unwind.dialect.tradovate.socket;

import org.jspecify.annotations.NullMarked;
