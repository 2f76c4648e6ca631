// SPDX-License-Identifier: Apache-2.0
/** Orders by Upvest's rules. */
@NullMarked
package dev.unwind.dialect.upvest.order;

import org.jspecify.annotations.NullMarked;
