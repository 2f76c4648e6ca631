// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/** What is imported at start, and how large a file may be. */
@ConfigMapping(prefix = "unwind.import")
public interface ImportConfig {
  /**
   * A book document, loaded once for ever before the service reports ready: {@code
   * UNWIND_IMPORT=FILE}.
   */
  @WithParentName
  Optional<String> file();

  /** Bytes of a file; it is held in memory several times while it is read. */
  @WithDefault("134217728")
  @Min(1)
  @Max(1073741824)
  int maxBytes();

  /** Lines of a table, positions of a broker's JSON, entries of a book document. */
  @WithDefault("1000000")
  @Min(1)
  @Max(10000000)
  int maxRows();

  /** Characters of one line of a table. */
  @WithDefault("32768")
  @Min(100)
  @Max(1048576)
  int maxLineLength();
}
