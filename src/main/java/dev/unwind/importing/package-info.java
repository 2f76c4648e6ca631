// SPDX-License-Identifier: Apache-2.0
/**
 * Brings books and position files into the ledger: reads them whole, tells every mistake at once,
 * then writes all or nothing.
 */
@NullMarked
package dev.unwind.importing;

import org.jspecify.annotations.NullMarked;
