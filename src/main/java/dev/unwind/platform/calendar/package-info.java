// SPDX-License-Identifier: Apache-2.0
/** Days of the exchanges' calendars that an operator has announced. */
@NullMarked
package dev.unwind.platform.calendar;

import org.jspecify.annotations.NullMarked;
