// SPDX-License-Identifier: Apache-2.0
/** Exact quantities, prices and money, and the identifiers of the ledger. */
@NullMarked
package dev.unwind.domain.value;

import org.jspecify.annotations.NullMarked;
