// SPDX-License-Identifier: Apache-2.0
/** Wires the delivery of webhooks to the network and the clock. */
@NullMarked
package dev.unwind.platform.webhook;

import org.jspecify.annotations.NullMarked;
