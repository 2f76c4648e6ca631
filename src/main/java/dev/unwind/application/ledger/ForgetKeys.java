// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;

/** Forgets idempotency keys whose time is over. */
@ApplicationScoped
public class ForgetKeys {
  private static final int BATCH = 1000;

  private final ReplayStore answers;
  private final RequestKeys keys;
  private final InstantSource clock;
  private final IdempotencyConfig config;

  public ForgetKeys(
      ReplayStore answers, RequestKeys keys, InstantSource clock, IdempotencyConfig config) {
    this.answers = answers;
    this.keys = keys;
    this.clock = clock;
    this.config = config;
  }

  /** Forgets all that are over age, in batches, each of one server of a ledger that is spread. */
  public Uni<Void> sweep() {
    Instant before = clock.instant().minus(config.retention());
    return answers
        .forget(before, BATCH)
        .chain(gone -> keys.forget(before, BATCH).map(more -> Math.max(gone, more)))
        .chain(gone -> gone == 0 ? Uni.createFrom().voidItem() : sweep());
  }
}
