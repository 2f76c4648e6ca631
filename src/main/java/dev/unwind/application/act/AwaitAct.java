// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.domain.account.AccountScope;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Waits for the outcome of an act. */
@ApplicationScoped
public class AwaitAct {
  /** Its accounts end anywhere: nothing wakes whoever waits for all of them. */
  private static final Duration LOOKS_EVERY = Duration.ofMillis(250);

  private final ActStore acts;

  public AwaitAct(ActStore acts) {
    this.acts = acts;
  }

  /**
   * Until every account is decided and every liquidation of them has ended, or the time is over.
   *
   * @param own whether it is the caller's own
   * @return whether it has
   */
  public Uni<Boolean> ended(AccountScope scope, boolean own, UUID act, Duration most) {
    return Multi.createBy()
        .repeating()
        .uni(() -> hasEnded(scope, own, act))
        .withDelay(LOOKS_EVERY)
        .indefinitely()
        .filter(Boolean::booleanValue)
        .toUni()
        .ifNoItem()
        .after(most)
        .recoverWithItem(false);
  }

  /** It is durable, whatever can be read of it now; the next look may tell. */
  private Uni<Boolean> hasEnded(AccountScope scope, boolean own, UUID act) {
    return acts.sums(scope, own, act).map(AwaitAct::hasEnded).onFailure().recoverWithItem(false);
  }

  private static boolean hasEnded(ActSums sums) {
    return sums.pending() == 0 && sums.running() == 0;
  }
}
