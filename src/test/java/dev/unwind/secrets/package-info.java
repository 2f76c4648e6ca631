// SPDX-License-Identifier: Apache-2.0
/**
 * No log holds a secret: what tests show to servers as one is noted, and at the end of the build
 * all that was logged is searched for it.
 */
@NullMarked
package dev.unwind.secrets;

import org.jspecify.annotations.NullMarked;
