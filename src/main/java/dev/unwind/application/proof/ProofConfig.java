// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the log is chained, and where checkpoints of it go. */
@ConfigMapping(prefix = "unwind.proof")
public interface ProofConfig {
  /** How often a replica chains what it has committed; it is chained that much later. */
  @WithDefault("1s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration interval();

  /**
   * How long a replica that is not heard of any more keeps others from looking at all accounts, and
   * from making checkpoints.
   */
  @WithDefault("10s")
  @DurationMin(seconds = 1)
  @DurationMax(minutes = 5)
  Duration lease();

  /**
   * How often all accounts are looked at for what nobody has chained: what a replica has left
   * behind that is gone, and what was written beside the replicas.
   */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration sweepInterval();

  /** Accounts that are looked at together. */
  @WithDefault("500")
  @Min(1)
  @Max(10_000)
  int accounts();

  /** Rows of the log that are chained together, and written with one statement. */
  @WithDefault("1000")
  @Min(1)
  @Max(10_000)
  int rows();

  /** How often a checkpoint is made of what has been chained since the last. */
  @WithDefault("1m")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 1)
  Duration checkpointInterval();

  /** Accounts in one checkpoint; where more have changed, another follows at once. */
  @WithDefault("10000")
  @Min(1)
  @Max(100_000)
  int checkpointHeads();

  /** The key that checkpoints are signed with, in PEM. Without one they are not signed. */
  Optional<String> signingKey();

  /** A file with the key. */
  Optional<Path> signingKeyFile();

  /** A file that checkpoints are appended to, best out of reach of whoever owns the database. */
  Optional<Path> checkpointsFile();

  /** An address that checkpoints are posted to. */
  Optional<URI> checkpointsUrl();

  /** How long that address may take. */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration deliveryTimeout();
}
