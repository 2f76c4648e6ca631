// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a setting is called where its value comes from, with that value. */
final class Setting {
  /** Settings of the framework that have a short name of ours. */
  private static final Map<String, String> SHORT =
      Map.of(
          "quarkus.http.port", "UNWIND_HTTP_PORT",
          "quarkus.management.port", "UNWIND_MANAGEMENT_PORT");

  private static final List<String> SECRET = List.of("password", "secret", "token");

  private Setting() {}

  /**
   * {@code NAME=value}: the environment variable where it is set there, else the property.
   *
   * @param value as it was read; null to look it up
   */
  static String named(String property, @Nullable String value) {
    String name = property.replace("\"", "");
    String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    String shortName = SHORT.get(name);
    if (System.getProperty(name) != null) {
      return shown(name, value == null ? System.getProperty(name) : value);
    }
    for (String each : shortName == null ? List.of(variable) : List.of(variable, shortName)) {
      String set = System.getenv(each);
      if (set != null) {
        return shown(each, value == null ? set : value);
      }
    }
    return value == null
        ? (shortName == null ? variable : shortName)
        : shown(shortName == null ? name : shortName, value);
  }

  private static String shown(String name, String value) {
    boolean secret = SECRET.stream().anyMatch(name.toLowerCase(Locale.ROOT)::contains);
    String safe = name.equals("UNWIND_DB_URL") ? value.replaceAll("//[^@/]*@", "//") : value;
    return name + "=" + (secret ? "***" : safe);
  }
}
