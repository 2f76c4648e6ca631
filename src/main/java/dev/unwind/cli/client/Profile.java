// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file with the address of a server and the credential for it, as {@code server = ...} and {@code
 * token = ...}. Only its owner may have any access to it.
 */
record Profile(@Nullable String server, @Nullable Credential credential) {
  static final Profile NONE = new Profile(null, null);

  private static final String SERVER = "server";
  private static final String TOKEN = "token";
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /**
   * @param required whether somebody has named it; the usual one may be absent
   */
  static Profile read(Path file, boolean required) {
    if (!required && !Files.exists(file)) {
      return NONE;
    }
    Properties lines = new Properties();
    try {
      requirePrivate(file);
      try (Reader text = Files.newBufferedReader(file)) {
        lines.load(text);
      }
    } catch (NoSuchFileException e) {
      throw new ClientException(ExitStatus.NOT_SENT, "there is no profile " + file);
    } catch (IOException | IllegalArgumentException e) {
      throw new ClientException(ExitStatus.NOT_SENT, "the profile " + file + ": " + e.getMessage());
    }
    for (String name : lines.stringPropertyNames()) {
      if (!name.equals(SERVER) && !name.equals(TOKEN)) {
        throw new ClientException(
            ExitStatus.NOT_SENT,
            "the profile " + file + " has \"" + name + "\"; it knows server and token");
      }
    }
    return new Profile(lines.getProperty(SERVER), Credential.of(lines.getProperty(TOKEN)));
  }

  private static void requirePrivate(Path file) throws IOException {
    try {
      if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        throw new ClientException(
            ExitStatus.NOT_SENT,
            "others may read the profile "
                + file
                + "; chmod 600 it, and think of its token as known");
      }
    } catch (UnsupportedOperationException e) {
      // A file system without such permissions; the directory of a user is private there.
    }
  }
}
