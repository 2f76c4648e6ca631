// SPDX-License-Identifier: Apache-2.0
/** The log's past: written to a file with its chain, read again, and dropped. */
@NullMarked
package dev.unwind.persistence.archive;

import org.jspecify.annotations.NullMarked;
