// SPDX-License-Identifier: Apache-2.0
/** What a venue states of an account against what the ledger says, and what makes them equal. */
@NullMarked
package dev.unwind.domain.reconciliation;

import org.jspecify.annotations.NullMarked;
