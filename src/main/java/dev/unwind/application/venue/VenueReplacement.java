// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import java.util.UUID;

/**
 * New terms for a working order.
 *
 * @param original the key it works under
 * @param replacement the whole order as it shall be, under its new key; {@code qty} is the total,
 *     fills included
 */
public record VenueReplacement(UUID original, VenueOrder replacement) {}
