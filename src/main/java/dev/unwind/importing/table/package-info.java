// SPDX-License-Identifier: Apache-2.0
/** Position files: exports of brokers and tables with named columns. */
@NullMarked
package dev.unwind.importing.table;

import org.jspecify.annotations.NullMarked;
