// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import java.util.List;

/** Whoever makes venues of the configuration, any number of a kind. */
public interface VenueSource {
  List<ExecutionVenue> venues();
}
