// SPDX-License-Identifier: Apache-2.0
/** The commands that look at a desk and act on it, through {@code /unwind/v1} alone. */
@NullMarked
package dev.unwind.cli.desk;

import org.jspecify.annotations.NullMarked;
