// SPDX-License-Identifier: Apache-2.0
/**
 * A broker that speaks Alpaca's Trading API: orders go out over its REST API, reports come in by
 * its stream and, where that has a gap, by asking.
 */
@NullMarked
package dev.unwind.venue.alpaca;

import org.jspecify.annotations.NullMarked;
