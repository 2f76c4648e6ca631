// SPDX-License-Identifier: Apache-2.0
/** Executions settle some time after they were booked, on accounts that settle. */
@NullMarked
package dev.unwind.application.settlement;

import org.jspecify.annotations.NullMarked;
