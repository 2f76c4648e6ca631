// SPDX-License-Identifier: Apache-2.0
/**
 * What the edges of all dialects share: errors on the wire, open streams, clients' addresses, long
 * lists.
 */
@NullMarked
package dev.unwind.dialect.wire;

import org.jspecify.annotations.NullMarked;
