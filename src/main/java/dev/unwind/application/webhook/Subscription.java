// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import dev.unwind.domain.value.PrincipalId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody who wants to be told of events.
 *
 * @param owner whose accounts it reaches over
 * @param types names of event families; ALL for every one
 * @param delay how long events are collected into one package: a number and {@code s} or {@code m}
 * @param packageSizeMax bytes of a package; one event may exceed it
 */
public record Subscription(
    UUID id,
    PrincipalId owner,
    String title,
    String url,
    Set<String> types,
    String delay,
    int packageSizeMax,
    boolean enabled,
    Instant createdAt,
    Instant updatedAt) {
  /** The type that stands for every other. */
  public static final String ALL = "ALL";

  public Subscription {
    types = Set.copyOf(types);
  }

  public boolean wants(String type) {
    return types.contains(ALL) || types.contains(type);
  }

  public Duration collectingFor() {
    long count = Long.parseLong(delay.substring(0, delay.length() - 1));
    return delay.endsWith("m") ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
  }
}
