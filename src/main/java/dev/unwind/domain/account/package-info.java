// SPDX-License-Identifier: Apache-2.0
/** Who owns positions and orders, who may act on them, and the latch over them. */
@NullMarked
package dev.unwind.domain.account;

import org.jspecify.annotations.NullMarked;
