// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings needed before the application starts, so before its configuration can be read:
 * {@code UNWIND_DB_URL}, {@code UNWIND_DB_USER}, {@code UNWIND_DB_PASSWORD} and {@code
 * UNWIND_DATA_DIR}. The system properties {@code unwind.db.url} and so on come first.
 */
public final class DatabaseSettings {

  private final UnaryOperator<@Nullable String> values;

  private DatabaseSettings(UnaryOperator<@Nullable String> values) {
    this.values = values;
  }

  /** Those of this process. */
  public static DatabaseSettings ofProcess() {
    return new DatabaseSettings(
        name -> {
          String property = System.getProperty(name);
          return property != null
              ? property
              : System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        });
  }

  /** The external database, or null where the service keeps one of its own. */
  public @Nullable DatabaseAddress external() {
    String url = value("unwind.db.url");
    return url == null
        ? null
        : DatabaseAddress.parse(url, value("unwind.db.user"), value("unwind.db.password"));
  }

  /** Whether an external database is named, readable or not. */
  public boolean hasExternal() {
    return value("unwind.db.url") != null;
  }

  /** Where the service keeps its own database; {@code .unwind} in the user's home unless set. */
  public Path dataDirectory() {
    String directory = value("unwind.data.dir");
    return directory == null
        ? Path.of(System.getProperty("user.home"), ".unwind")
        : Path.of(directory).toAbsolutePath().normalize();
  }

  /** Where the demonstration keeps its database, apart from the service's. */
  public Path demoDirectory() {
    return dataDirectory().resolve("demo");
  }

  private @Nullable String value(String name) {
    String value = values.apply(name);
    return value == null || value.isBlank() ? null : value;
  }
}
