// SPDX-License-Identifier: Apache-2.0
/** Instruments and quotes. */
@NullMarked
package dev.unwind.application.market;

import org.jspecify.annotations.NullMarked;
