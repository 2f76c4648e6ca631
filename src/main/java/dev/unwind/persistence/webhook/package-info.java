// SPDX-License-Identifier: Apache-2.0
/** Subscriptions and how far each has been delivered. */
@NullMarked
package dev.unwind.persistence.webhook;

import org.jspecify.annotations.NullMarked;
