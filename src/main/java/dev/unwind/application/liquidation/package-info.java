// SPDX-License-Identifier: Apache-2.0
/** Closing positions: one, many, or all of an account. */
@NullMarked
package dev.unwind.application.liquidation;

import org.jspecify.annotations.NullMarked;
