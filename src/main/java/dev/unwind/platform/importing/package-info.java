// SPDX-License-Identifier: Apache-2.0
/** Reads import files and applies the one named by the configuration at start. */
@NullMarked
package dev.unwind.platform.importing;

import org.jspecify.annotations.NullMarked;
