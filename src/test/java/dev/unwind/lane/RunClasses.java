// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Which test classes were run, or skipped for a reason. An application that cannot be built takes
 * its tests with it: JUnit leaves out a class that it cannot load when it looks through a package,
 * and what is left passes.
 */
public final class RunClasses implements TestExecutionListener {
  private static final Path COMPILED = Path.of("target", "test-classes");
  private static final String TEST = "Test.class";

  private static final Set<String> RUN = ConcurrentHashMap.newKeySet();

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    note(test);
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    note(test);
  }

  private static void note(TestIdentifier test) {
    if (test.getSource().orElse(null) instanceof ClassSource source) {
      RUN.add(source.getClassName());
    }
  }

  /** Fails where a test class of these packages was left out. */
  static void requireAll(List<String> packages, List<String> without) {
    List<String> missing = missing(packages, without, RUN);
    if (!missing.isEmpty()) {
      throw new AssertionError("test classes that were neither run nor skipped: " + missing);
    }
  }

  /** The test classes of packages and those below them, less what is below others, not in a set. */
  static List<String> missing(List<String> packages, List<String> without, Set<String> run) {
    return packages.stream()
        .flatMap(one -> tests(COMPILED.resolve(one.replace('.', '/'))))
        .filter(name -> without.stream().noneMatch(other -> name.startsWith(other + ".")))
        .filter(name -> !run.contains(name))
        .sorted()
        .toList();
  }

  private static Stream<String> tests(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> COMPILED.relativize(file).toString())
          .filter(file -> file.endsWith(TEST))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .filter(RunClasses::isWhole)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isWhole(String name) {
    try {
      Class<?> loaded = Class.forName(name, false, RunClasses.class.getClassLoader());
      return !Modifier.isAbstract(loaded.getModifiers());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
