// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** What is tested through the five APIs. */
@Suite
@SelectPackages("dev.unwind.dialect")
@IncludeClassNamePatterns(".*Test")
class DialectsLane {}
