// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.application.venue.Replica;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Makes a checkpoint of what has been chained, signs it, and delivers it to where it is out of
 * reach.
 */
@ApplicationScoped
public class KeepCheckpoints {
  private static final Logger LOG = Logger.getLogger(KeepCheckpoints.class);

  /** A round ends after so many; what is left is for the next one. */
  private static final int ROUND_MAX = 1000;

  private static final int READ_AHEAD = 10;

  private final ProofStore proof;
  private final CheckpointStore store;
  private final CheckpointSigner signer;
  private final CheckpointOutlet outlet;
  private final Replica replica;
  private final InstantSource clock;
  private final ProofConfig config;
  private final AtomicBoolean failed = new AtomicBoolean();

  public KeepCheckpoints(
      ProofStore proof,
      CheckpointStore store,
      CheckpointSigner signer,
      CheckpointOutlet outlet,
      Replica replica,
      InstantSource clock,
      ProofConfig config) {
    this.proof = proof;
    this.store = store;
    this.signer = signer;
    this.outlet = outlet;
    this.replica = replica;
    this.clock = clock;
    this.config = config;
  }

  /** One round, of the replica that follows the log. */
  public Uni<Void> round() {
    Instant now = clock.instant();
    Instant renewBefore = now.plus(config.lease().dividedBy(2));
    return proof
        .lead(replica.id(), now, renewBefore, now.plus(config.lease()))
        .chain(leads -> leads ? make().chain(() -> deliver()) : Uni.createFrom().voidItem())
        .invoke(done -> note(Optional.empty()))
        .onFailure()
        .recoverWithItem(
            failure -> {
              note(Optional.of(failure));
              return null;
            });
  }

  /** One, or several where more heads have moved than go into one. */
  public Uni<Void> make() {
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                store.make(
                    clock.instant().truncatedTo(ChronoUnit.SECONDS),
                    config.checkpointHeads(),
                    signer::sign))
        .whilst(made -> made.filter(c -> c.heads().size() == config.checkpointHeads()).isPresent())
        .select()
        .first(ROUND_MAX)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** In their order; what could not be delivered is tried again in the next round. */
  public Uni<Void> deliver() {
    if (!outlet.isOpen()) {
      return Uni.createFrom().voidItem();
    }
    return Multi.createBy()
        .repeating()
        .uni(() -> store.undelivered(READ_AHEAD).call(each -> deliverInOrder(each)))
        .whilst(delivered -> delivered.size() == READ_AHEAD)
        .select()
        .first(ROUND_MAX)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> deliverInOrder(List<Checkpoint> checkpoints) {
    return Multi.createFrom()
        .iterable(checkpoints)
        .onItem()
        .transformToUniAndConcatenate(
            each -> outlet.deliver(each).chain(() -> store.delivered(each, clock.instant())))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Said once, and again when it is over. */
  private void note(Optional<Throwable> failure) {
    if (failure.isEmpty()) {
      if (failed.compareAndSet(true, false)) {
        LOG.info("Checkpoints are made and delivered again");
      }
    } else if (failed.compareAndSet(false, true)) {
      LOG.warnf("Checkpoints are not made or not delivered for now: %s", failure.get());
    }
  }
}
