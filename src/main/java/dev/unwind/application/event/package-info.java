// SPDX-License-Identifier: Apache-2.0
/** Following an account's event log. */
@NullMarked
package dev.unwind.application.event;

import org.jspecify.annotations.NullMarked;
