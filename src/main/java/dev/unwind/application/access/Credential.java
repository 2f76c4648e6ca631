// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

/** What a caller has shown, not yet believed. Never printed. */
public sealed interface Credential {
  /** Id and secret of an API key. */
  record ApiKey(String id, String secret) implements Credential {
    @Override
    public String toString() {
      return "ApiKey[" + id + "]";
    }
  }

  /** An opaque token: of a bot, or of a session. */
  record Token(String secret) implements Credential {
    @Override
    public String toString() {
      return "Token[...]";
    }
  }
}
