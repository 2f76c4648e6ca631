// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version this was built as. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream text = Version.class.getResourceAsStream("/version.txt")) {
      return text == null
          ? new String[0]
          : new String[] {new String(text.readAllBytes(), StandardCharsets.US_ASCII).strip()};
    }
  }
}
