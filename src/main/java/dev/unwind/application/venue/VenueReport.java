// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.ExecutionReport;
import java.util.UUID;

/**
 * A report with the venue's own id of the delivery.
 *
 * @param id given back in {@link ExecutionVenue#acknowledge} once the report is recorded
 */
public record VenueReport(UUID id, ExecutionReport report) {}
