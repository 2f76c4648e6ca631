// SPDX-License-Identifier: Apache-2.0
/** Who may come in and what is traded, in the words of {@code /unwind/v1}. */
@NullMarked
package dev.unwind.dialect.unwind.administration;

import org.jspecify.annotations.NullMarked;
