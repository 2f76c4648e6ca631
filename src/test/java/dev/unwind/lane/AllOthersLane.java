// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import java.util.List;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Whatever is neither in the lane of the dialects nor in that of the venues. */
@Suite
@SelectPackages("dev.unwind")
@ExcludePackages({"dev.unwind.dialect", "dev.unwind.venue"})
@IncludeClassNamePatterns(".*Test")
class AllOthersLane {
  private AllOthersLane() {}

  @AfterSuite
  static void nothingWasLeftOut() {
    RunClasses.requireAll(List.of("dev.unwind"), List.of("dev.unwind.dialect", "dev.unwind.venue"));
  }
}
