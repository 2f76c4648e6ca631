// SPDX-License-Identifier: Apache-2.0
/** How accounts are controlled, in the words of {@code /unwind/v1}. */
@NullMarked
package dev.unwind.dialect.unwind.control;

import org.jspecify.annotations.NullMarked;
