// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import jakarta.inject.Singleton;
import java.util.UUID;

/** The identity of this process among the replicas; new at every start. */
@Singleton
public class Replica {
  private final UUID id = UUID.randomUUID();

  public UUID id() {
    return id;
  }
}
