// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import dev.unwind.dialect.Dialect;

/**
 * A dialect's words for what happens before or outside of its resources. Each dialect has one CDI
 * bean of it; without one, its paths are answered in the words of {@code /unwind/v1}.
 */
public interface DialectErrors {
  /** Whose errors these are. */
  Dialect dialect();

  /**
   * The answer to a refused request.
   *
   * @param detail what exactly was wrong, fit for the caller's eyes; {@link Refusal#meaning()}
   *     where nothing more is known
   * @param requestId the id that the answer also carries as header {@code X-Request-ID}
   */
  WireError render(Refusal refusal, String detail, String requestId);
}
