// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.venue.UnusedVenue;
import dev.unwind.application.venue.VenueCapabilities;
import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import java.util.EnumSet;

/** Where accounts are at first; it states nothing. */
public class HomeVenue extends UnusedVenue {
  @Override
  public String name() {
    return "simulator";
  }

  @Override
  public VenueCapabilities capabilities() {
    return new VenueCapabilities(
        EnumSet.allOf(OrderType.class), EnumSet.allOf(TimeInForce.class), 1, true, false, false);
  }

  @Override
  public Sessions sessions() {
    return new CalendarSessions();
  }
}
