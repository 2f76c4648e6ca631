// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.importing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** What is imported at start. */
@ConfigMapping(prefix = "unwind.import")
interface ImportConfig {
  /**
   * A book document, loaded once for ever before the service reports ready: {@code
   * UNWIND_IMPORT=FILE}.
   */
  @WithParentName
  Optional<String> file();
}
