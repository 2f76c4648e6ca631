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
  static @Nullable Credential of(@Nullable String text) {
    return text == null || text.isBlank() ? null : new Credential(text.strip());
  }

  String authorization() {
    return secret.indexOf(':') > 0
        ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
        : "Bearer " + secret;
  }

  @Override
  public String toString() {
    return "Credential";
  }
}
