// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.importing;

import dev.unwind.importing.book.ImportRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files to be imported, up to a size that fits into memory several times. */
public final class ImportFile {
  private ImportFile() {}

  /**
   * Reads the whole file, of at most {@code bytesMax} bytes; a file that cannot be read is refused
   * in words for whoever named it.
   */
  public static byte[] read(Path file, int bytesMax) {
    // What is no file on a disk says nothing of its size before.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(bytesMax == Integer.MAX_VALUE ? bytesMax : bytesMax + 1);
      if (read.length > bytesMax) {
        throw new ImportRefusedException(
            "", file + " has more than the " + bytesMax + " bytes of unwind.import.max-bytes");
      }
      return read;
    } catch (NoSuchFileException e) {
      throw new ImportRefusedException("", "there is no file " + file);
    } catch (IOException e) {
      throw new ImportRefusedException("", "cannot read " + file + ": " + e.getMessage());
    }
  }
}
