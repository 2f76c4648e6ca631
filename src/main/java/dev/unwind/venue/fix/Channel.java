// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.concurrent.Executor;
import quickfix.Message;

/** The way out, as long as there is one. */
interface Channel {
  /** Whether the session is logged on, here. */
  boolean isUp();

  /** The generation of the numbers that count now. */
  long generation();

  /** Where what follows from an answer is done: not on the threads of the session. */
  Executor loop();

  /**
   * Sends a message in its turn.
   *
   * @return whether it was handed to the network; where not, it may have been stored all the same
   */
  Uni<Boolean> send(Message message, Instant latest);
}
