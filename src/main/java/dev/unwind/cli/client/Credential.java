// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: a token, or the id and the secret of an API key with a colon between. It is never
 * printed.
 */
record Credential(String secret) {
  private static final char DELETE = 0x7f;

  static @Nullable Credential of(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    Credential credential = new Credential(text.strip());
    boolean printable = credential.secret.chars().allMatch(each -> each > ' ' && each < DELETE);
    if (!credential.isKey() && !printable) {
      throw new ClientException(
          ExitStatus.NOT_PERMITTED,
          "the token has a space, a line end or another character that no token has");
    }
    return credential;
  }

  String authorization() {
    return isKey()
        ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
        : "Bearer " + secret;
  }

  private boolean isKey() {
    return secret.indexOf(':') > 0;
  }

  @Override
  public String toString() {
    return "Credential";
  }
}
