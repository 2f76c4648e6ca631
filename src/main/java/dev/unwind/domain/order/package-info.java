// SPDX-License-Identifier: Apache-2.0
/** Orders, what venues report about them, and fills. */
@NullMarked
package dev.unwind.domain.order;

import org.jspecify.annotations.NullMarked;
