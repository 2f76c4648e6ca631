// SPDX-License-Identifier: Apache-2.0
/** Liquidations that are to be asked for later, each time as an act. */
@NullMarked
package dev.unwind.application.schedule;

import org.jspecify.annotations.NullMarked;
