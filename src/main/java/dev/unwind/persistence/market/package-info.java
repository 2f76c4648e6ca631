// SPDX-License-Identifier: Apache-2.0
/** Instruments, their aliases, and quotes. */
@NullMarked
package dev.unwind.persistence.market;

import org.jspecify.annotations.NullMarked;
