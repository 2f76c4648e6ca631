// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import java.util.Set;

/**
 * A way in: through which API, and what one does there. Whether one came by a request, a socket or
 * a stream of events is not part of it, for it must not matter.
 *
 * @param scopes one of them is needed where tokens have scopes
 */
public record Entrance(Dialect dialect, Act act, Set<String> scopes) {
  public Entrance {
    scopes = Set.copyOf(scopes);
  }

  Entrance(Dialect dialect, Act act) {
    this(dialect, act, Set.of());
  }
}
