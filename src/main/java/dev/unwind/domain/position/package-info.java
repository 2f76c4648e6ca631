// SPDX-License-Identifier: Apache-2.0
/** Net open quantities and their average-cost arithmetic. */
@NullMarked
package dev.unwind.domain.position;

import org.jspecify.annotations.NullMarked;
