// SPDX-License-Identifier: Apache-2.0
/** When venues trade. */
@NullMarked
package dev.unwind.domain.calendar;

import org.jspecify.annotations.NullMarked;
