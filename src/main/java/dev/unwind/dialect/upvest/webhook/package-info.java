// SPDX-License-Identifier: Apache-2.0
/** Webhooks: their subscriptions, and what each event says. */
@NullMarked
package dev.unwind.dialect.upvest.webhook;

import org.jspecify.annotations.NullMarked;
