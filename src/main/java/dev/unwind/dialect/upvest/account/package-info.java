// SPDX-License-Identifier: Apache-2.0
/** Accounts, their cash, positions and valuations, as Upvest shows them. */
@NullMarked
package dev.unwind.dialect.upvest.account;

import org.jspecify.annotations.NullMarked;
