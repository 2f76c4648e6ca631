// SPDX-License-Identifier: Apache-2.0
/** What venues state of an account, against what the ledger says. */
@NullMarked
package dev.unwind.application.reconciliation;

import org.jspecify.annotations.NullMarked;
