// SPDX-License-Identifier: Apache-2.0
/**
 * Where orders are executed. One package for each venue, all behind {@code
 * application.venue.ExecutionVenue}.
 */
@NullMarked
package dev.unwind.venue;

import org.jspecify.annotations.NullMarked;
