// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import dev.unwind.OldestPostgres;
import dev.unwind.TestDatabase;
import dev.unwind.platform.database.DatabaseAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The store once more, on the oldest PostgreSQL that is supported. */
@Suite
@SelectPackages({"dev.unwind.persistence", "dev.unwind.postgres"})
@IncludeClassNamePatterns(".*Test")
class OldestServerLane {
  private static @Nullable OldestPostgres oldest;
  private static @Nullable DatabaseAddress before;

  private OldestServerLane() {}

  @BeforeSuite
  static void onTheOldest() {
    before = TestDatabase.shared();
    oldest = OldestPostgres.start();
    TestDatabase.take(oldest.address());
  }

  @AfterSuite
  static void onTheOneBefore() {
    if (before != null) {
      TestDatabase.publish(before);
    }
    if (oldest != null) {
      oldest.close();
    }
  }

  @AfterSuite
  static void nothingWasLeftOut() {
    RunClasses.requireAll(List.of("dev.unwind.persistence", "dev.unwind.postgres"), List.of());
  }
}
