// SPDX-License-Identifier: Apache-2.0
/**
 * Where orders go: the port that every execution venue implements, and the work of telling them.
 */
@NullMarked
package dev.unwind.application.venue;

import org.jspecify.annotations.NullMarked;
