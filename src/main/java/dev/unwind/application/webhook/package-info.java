// SPDX-License-Identifier: Apache-2.0
/** Telling subscribers what happened: at least once, in order, from the event log. */
@NullMarked
package dev.unwind.application.webhook;

import org.jspecify.annotations.NullMarked;
