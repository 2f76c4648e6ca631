// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import dev.unwind.application.proof.KeepCheckpoints;
import dev.unwind.application.proof.KeepProof;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.platform.proof.ConfiguredSigner;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Lets the log be chained, and checkpoints be made of it. */
@ApplicationScoped
class ProofSchedule {
  private final KeepProof proof;
  private final KeepCheckpoints checkpoints;
  private final ConfiguredSigner signer;
  private final ProofConfig config;
  private final Rounds rounds;

  ProofSchedule(
      KeepProof proof,
      KeepCheckpoints checkpoints,
      ConfiguredSigner signer,
      ProofConfig config,
      Rounds rounds) {
    this.proof = proof;
    this.checkpoints = checkpoints;
    this.signer = signer;
    this.config = config;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    if (rounds.areMade()) {
      signer.introduce();
      rounds.every("chain the log", config.interval(), proof::round);
      rounds.every("make checkpoints", config.checkpointInterval(), checkpoints::round);
    }
  }
}
