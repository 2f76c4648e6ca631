// SPDX-License-Identifier: Apache-2.0
/** When something that was asked for beforehand is to be done. */
@NullMarked
package dev.unwind.domain.schedule;

import org.jspecify.annotations.NullMarked;
