// SPDX-License-Identifier: Apache-2.0
/** Metrics and the context of log lines. */
@NullMarked
package dev.unwind.platform.observation;

import org.jspecify.annotations.NullMarked;
