// SPDX-License-Identifier: Apache-2.0
/** A liquidation as a resource, by Upvest's rules. */
@NullMarked
package dev.unwind.dialect.upvest.liquidation;

import org.jspecify.annotations.NullMarked;
