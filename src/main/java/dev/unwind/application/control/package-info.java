// SPDX-License-Identifier: Apache-2.0
/** The latch over an account, who lifts it, and what an account is allowed. */
@NullMarked
package dev.unwind.application.control;

import org.jspecify.annotations.NullMarked;
