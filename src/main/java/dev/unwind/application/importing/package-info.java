// SPDX-License-Identifier: Apache-2.0
/** Filling a ledger from book documents and from position files of other systems. */
@NullMarked
package dev.unwind.application.importing;

import org.jspecify.annotations.NullMarked;
