// SPDX-License-Identifier: Apache-2.0
/** Lists and single rows for those who ask. */
@NullMarked
package dev.unwind.persistence.read;

import org.jspecify.annotations.NullMarked;
