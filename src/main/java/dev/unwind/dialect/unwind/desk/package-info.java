// SPDX-License-Identifier: Apache-2.0
/** What whoever watches accounts sees: the desk, and how liquidations have gone. */
@NullMarked
package dev.unwind.dialect.unwind.desk;

import org.jspecify.annotations.NullMarked;
