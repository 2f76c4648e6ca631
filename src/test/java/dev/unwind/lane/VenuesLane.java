// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import java.util.List;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * What is tested of the venues, which mostly waits: for their limits, their silence, their hours.
 */
@Suite
@SelectPackages("dev.unwind.venue")
@IncludeClassNamePatterns(".*Test")
class VenuesLane {
  private VenuesLane() {}

  @AfterSuite
  static void nothingWasLeftOut() {
    RunClasses.requireAll(List.of("dev.unwind.venue"), List.of());
  }
}
