// SPDX-License-Identifier: Apache-2.0
/** What clients speak to us, and what the dialects have in common on the wire. */
@NullMarked
package dev.unwind.dialect;

import org.jspecify.annotations.NullMarked;
