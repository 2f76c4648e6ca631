// SPDX-License-Identifier: Apache-2.0
/** The NeuraTrade trading API at {@code /api/v1/trading}: one position per opening order. */
@NullMarked
package dev.unwind.dialect.neuratrade;

import org.jspecify.annotations.NullMarked;
