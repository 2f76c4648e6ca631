// SPDX-License-Identifier: Apache-2.0
/** Placing, replacing and cancelling orders, and recording what venues report. */
@NullMarked
package dev.unwind.application.order;

import org.jspecify.annotations.NullMarked;
