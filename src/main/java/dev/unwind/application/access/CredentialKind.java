// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

/** What a caller shows. */
public enum CredentialKind {
  /** An id and a secret. */
  API_KEY,
  /** A secret alone, without an end. */
  TOKEN,
  /** A secret alone, issued by a sign-in, with an end. */
  SESSION
}
