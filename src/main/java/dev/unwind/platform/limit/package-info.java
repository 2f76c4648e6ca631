// SPDX-License-Identifier: Apache-2.0
/** How much a client may ask for: requests in a minute, bodies in time. */
@NullMarked
package dev.unwind.platform.limit;

import org.jspecify.annotations.NullMarked;
