// SPDX-License-Identifier: Apache-2.0
/** Crash campaigns and measurements against the packaged program. */
@NullMarked
package dev.unwind.bench;

import org.jspecify.annotations.NullMarked;
