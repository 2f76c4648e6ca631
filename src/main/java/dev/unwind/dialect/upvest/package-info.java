// SPDX-License-Identifier: Apache-2.0
/** The Upvest Investment API: account liquidations, orders, accounts, valuations and webhooks. */
@NullMarked
package dev.unwind.dialect.upvest;

import org.jspecify.annotations.NullMarked;
