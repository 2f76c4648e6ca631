// SPDX-License-Identifier: Apache-2.0
/** From a document and what the ledger has already to rows that do not exist yet; pure. */
@NullMarked
package dev.unwind.importing.plan;

import org.jspecify.annotations.NullMarked;
