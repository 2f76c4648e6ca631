// SPDX-License-Identifier: Apache-2.0
/** Looks for what contradicts itself in a ledger. */
@NullMarked
package dev.unwind.persistence.check;

import org.jspecify.annotations.NullMarked;
