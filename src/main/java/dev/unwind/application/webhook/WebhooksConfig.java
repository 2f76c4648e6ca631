// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How webhooks are delivered. */
@ConfigMapping(prefix = "unwind.webhooks")
public interface WebhooksConfig {
  /** Whether targets may be plain HTTP and lie in loopback, link-local or private networks. */
  @WithDefault("false")
  boolean allowPrivateTargets();

  /** How often is looked whether what has been committed here is to be delivered. */
  @WithDefault("250ms")
  Duration poll();

  /**
   * How often all accounts are compared with what was delivered: for what a replica has left behind
   * that is gone, and what was written by an import or by hand.
   */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration sweepInterval();

  /** How long one delivery may take: name resolution, connection and answer together. */
  @WithDefault("10s")
  Duration timeout();

  /** Deliveries under way at once on this replica. */
  @WithDefault("64")
  @Min(1)
  @Max(1024)
  int concurrency();

  /** Ledger events that one look takes of one account. */
  @WithDefault("500")
  @Min(1)
  @Max(5000)
  int batchSize();

  /** Subscriptions that one principal may have. */
  @WithDefault("50")
  @Min(1)
  @Max(1000)
  int perPrincipalMax();

  /**
   * The P-521 key that requests are signed with: a PEM private key followed by its public key.
   * Where none is given the ledger keeps one that the first replica made.
   */
  Optional<String> signingKey();
}
