// SPDX-License-Identifier: Apache-2.0
/** The latch over an account. */
@NullMarked
package dev.unwind.application.control;

import org.jspecify.annotations.NullMarked;
