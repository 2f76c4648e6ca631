// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunClassesTest {
  private static final String HERE = RunClassesTest.class.getName();

  @Test
  void aClassThatWasNotRunIsMissing() {
    assertThat(RunClasses.missing(List.of("dev.unwind.lane"), List.of(), Set.of())).contains(HERE);
    assertThat(RunClasses.missing(List.of("dev.unwind.lane"), List.of(), Set.of(HERE)))
        .isNotEmpty()
        .doesNotContain(HERE);
  }

  @Test
  void thoseOfAnotherLaneAreNotMissedHere() {
    assertThat(RunClasses.missing(List.of("dev.unwind"), List.of(), Set.of()))
        .contains(HERE, "dev.unwind.dialect.AccessTableTest");
    assertThat(RunClasses.missing(List.of("dev.unwind"), List.of("dev.unwind.dialect"), Set.of()))
        .contains(HERE)
        .noneMatch(name -> name.startsWith("dev.unwind.dialect."));
  }

  @Test
  void whatOthersInheritIsNoTestOfItsOwn() {
    assertThat(RunClasses.missing(List.of("dev.unwind"), List.of(), Set.of()))
        .doesNotContain("dev.unwind.PackagedServerTest");
  }
}
