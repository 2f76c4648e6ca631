// SPDX-License-Identifier: Apache-2.0
/** The account, its activities, its settings and its history, as Alpaca shows them. */
@NullMarked
package dev.unwind.dialect.alpaca.account;

import org.jspecify.annotations.NullMarked;
