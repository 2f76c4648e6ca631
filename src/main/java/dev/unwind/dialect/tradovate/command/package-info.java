// SPDX-License-Identifier: Apache-2.0
/** What changes something at Tradovate: orders, strategies, liquidations, accounts, signing in. */
@NullMarked
package dev.unwind.dialect.tradovate.command;

import org.jspecify.annotations.NullMarked;
