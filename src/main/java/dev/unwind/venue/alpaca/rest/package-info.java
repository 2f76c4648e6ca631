// SPDX-License-Identifier: Apache-2.0
/** A broker's REST API and its stream: its calls, its limit, and whether it answers. */
@NullMarked
package dev.unwind.venue.alpaca.rest;

import org.jspecify.annotations.NullMarked;
