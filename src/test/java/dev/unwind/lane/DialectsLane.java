// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import java.util.List;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** What is tested through the five APIs. */
@Suite
@SelectPackages("dev.unwind.dialect")
@IncludeClassNamePatterns(".*Test")
class DialectsLane {
  private DialectsLane() {}

  @AfterSuite
  static void nothingWasLeftOut() {
    RunClasses.requireAll(List.of("dev.unwind.dialect"), List.of());
  }
}
