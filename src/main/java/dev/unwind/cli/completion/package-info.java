// SPDX-License-Identifier: Apache-2.0
/** Scripts with which shells complete command lines. */
@NullMarked
package dev.unwind.cli.completion;

import org.jspecify.annotations.NullMarked;
