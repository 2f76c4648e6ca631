// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import java.util.List;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Whatever is not in the lane of the dialects. */
@Suite
@SelectPackages("dev.unwind")
@ExcludePackages("dev.unwind.dialect")
@IncludeClassNamePatterns(".*Test")
class AllButDialectsLane {
  private AllButDialectsLane() {}

  @AfterSuite
  static void nothingWasLeftOut() {
    RunClasses.requireAll(List.of("dev.unwind"), List.of("dev.unwind.dialect"));
  }
}
