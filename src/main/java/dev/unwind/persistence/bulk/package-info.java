// SPDX-License-Identifier: Apache-2.0
/** Set-based statements: many closes, claims and trades in one round trip each. */
@NullMarked
package dev.unwind.persistence.bulk;

import org.jspecify.annotations.NullMarked;
