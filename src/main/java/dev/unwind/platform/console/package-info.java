// SPDX-License-Identifier: Apache-2.0
/** Serves the console's pages, which the build has made from {@code src/main/webui}. */
@NullMarked
package dev.unwind.platform.console;

import org.jspecify.annotations.NullMarked;
