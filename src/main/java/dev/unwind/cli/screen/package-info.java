// SPDX-License-Identifier: Apache-2.0
/** What a terminal, a pipe or a file shows. */
@NullMarked
package dev.unwind.cli.screen;

import org.jspecify.annotations.NullMarked;
