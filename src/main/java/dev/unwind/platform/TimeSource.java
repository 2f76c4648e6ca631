// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;

/** The one clock of the service. An operation reads it once and passes the instant on. */
@Singleton
class TimeSource {

  @Produces
  @Singleton
  InstantSource instants() {
    return Clock.systemUTC();
  }
}
