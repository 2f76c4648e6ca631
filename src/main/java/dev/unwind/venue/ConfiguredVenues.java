// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.domain.value.VenueName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the settings of all venues have in common, whatever they speak. Refused is what cannot be:
 * VenueSettingException with the setting's name.
 */
public final class ConfiguredVenues {
  private static final String SIMULATOR = VenueName.SIMULATOR.value();
  private static final List<String> KINDS = List.of("alpaca", "fix");
  private static final int SECRET_BYTES_MAX = 1 << 16;

  private ConfiguredVenues() {}

  /**
   * Those of one kind by their names, once all are known to have a name and a kind that can be.
   *
   * @param links all that are configured
   */
  public static <T> Map<String, T> ofKind(
      String wanted, Map<String, T> links, Function<T, String> kindOf) {
    Map<String, T> found = new TreeMap<>();
    links.forEach(
        (name, link) -> {
          String path = path(name);
          if (!VenueName.isName(name)) {
            throw new VenueSettingException(
                path + ": a venue is named by lower-case letters, digits and hyphens, at most 32");
          }
          String kind = kindOf.apply(link).toLowerCase(Locale.ROOT);
          if (name.equals(SIMULATOR) != kind.equals(SIMULATOR)) {
            throw new VenueSettingException(
                path + ".kind: the simulator is there once, under its own name");
          }
          if (!kind.equals(SIMULATOR) && !KINDS.contains(kind)) {
            throw new VenueSettingException(
                path + ".kind is " + kind + ", and can be " + String.join(" or ", KINDS));
          }
          if (kind.equals(wanted)) {
            found.put(name, link);
          }
        });
    return found;
  }

  /** Where a venue's settings stand. */
  public static String path(String name) {
    return "unwind.venues." + name;
  }

  public static VenueSettingException missing(String path, String key) {
    return new VenueSettingException(path + "." + key + " is missing");
  }

  /** The secret in a file: its first line. */
  public static String secret(String path, Path file) {
    return secret(path, "secret-file", file);
  }

  /**
   * The same of another setting.
   *
   * @param key what the setting is called that names the file
   */
  public static String secret(String path, String key, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String read = new String(in.readNBytes(SECRET_BYTES_MAX), StandardCharsets.UTF_8);
      String line = read.lines().findFirst().orElse("").strip();
      if (line.isEmpty()) {
        throw new VenueSettingException(path + "." + key + " begins with an empty line");
      }
      return line;
    } catch (IOException e) {
      throw new VenueSettingException(path + "." + key + " cannot be read");
    }
  }
}
