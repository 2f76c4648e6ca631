// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.calendar;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What is known of the exchanges' calendars beside what the program brings. */
@ConfigMapping(prefix = "unwind.calendar")
interface CalendarConfig {
  /** A file of days that go before the program's own; read at start. */
  Optional<String> overrides();
}
