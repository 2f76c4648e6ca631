// SPDX-License-Identifier: Apache-2.0
/** Our own API, {@code /unwind/v1}. */
@NullMarked
package dev.unwind.dialect.unwind;

import org.jspecify.annotations.NullMarked;
