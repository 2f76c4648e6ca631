// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.util.List;

/** The embedded PostgreSQL's own files, which a build may leave out. */
final class ServerBinaries {
  /** Of the platforms that a build can be for. */
  private static final List<String> NAMES =
      List.of(
          "postgres-linux-x86_64.txz",
          "postgres-linux-arm_64.txz",
          "postgres-darwin-x86_64.txz",
          "postgres-darwin-arm_64.txz");

  private ServerBinaries() {}

  /**
   * Before anything is made in a directory that no server could use.
   *
   * @throws StartRefusedException if this build has none
   */
  static void require(ClassLoader program) {
    if (NAMES.stream().allMatch(name -> program.getResource(name) == null)) {
      throw new StartRefusedException(
          StartFault.SETTING,
          "UNWIND_DB_URL is not set, and this build has no database of its own (-Dembedded=false).");
    }
  }
}
