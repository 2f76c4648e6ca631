// SPDX-License-Identifier: Apache-2.0
/** The life of a liquidation: one request to close a set of positions. */
@NullMarked
package dev.unwind.domain.liquidation;

import org.jspecify.annotations.NullMarked;
