// SPDX-License-Identifier: Apache-2.0
/** Webhooks of this API: who is told of events, in the words of its event stream. */
@NullMarked
package dev.unwind.dialect.unwind.webhook;

import org.jspecify.annotations.NullMarked;
