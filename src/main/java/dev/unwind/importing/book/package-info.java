// SPDX-License-Identifier: Apache-2.0
/** The book document, as it is written; no look at the ledger. */
@NullMarked
package dev.unwind.importing.book;

import org.jspecify.annotations.NullMarked;
