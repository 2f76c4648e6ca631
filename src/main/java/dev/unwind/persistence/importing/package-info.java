// SPDX-License-Identifier: Apache-2.0
/** What an import looks up and writes. */
@NullMarked
package dev.unwind.persistence.importing;

import org.jspecify.annotations.NullMarked;
