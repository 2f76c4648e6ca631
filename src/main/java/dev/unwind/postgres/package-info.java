// SPDX-License-Identifier: Apache-2.0
/** How the service speaks to PostgreSQL, for whoever keeps rows in it: the ledger and venues. */
@NullMarked
package dev.unwind.postgres;

import org.jspecify.annotations.NullMarked;
