// SPDX-License-Identifier: Apache-2.0
/** What an account may lose and hold, and what is done where it does more. */
@NullMarked
package dev.unwind.domain.rule;

import org.jspecify.annotations.NullMarked;
