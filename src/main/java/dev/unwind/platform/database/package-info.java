// SPDX-License-Identifier: Apache-2.0
/**
 * The PostgreSQL that the service keeps its ledger in: an external one, or one of its own that it
 * starts in a directory; and the pool of connections to it.
 */
@NullMarked
package dev.unwind.platform.database;

import org.jspecify.annotations.NullMarked;
