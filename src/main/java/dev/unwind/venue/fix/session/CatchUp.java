// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far both sides are known to have come on this connection. A question that the other side has
 * answered says two things: it has taken or been told to pass over every message of ours before it,
 * and all that it had said before its answer has come in. What was sent before and has no report
 * then is decided, once that is booked, too.
 */
public final class CatchUp {
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final String PREFIX = "UW";

  private final InstantSource clock;
  private int number;
  private @Nullable Question open;
  private Answer answer = new Answer(0, 0);

  private record Question(String id, Instant at, int seq) {}

  /**
   * @param seq the number of the question that was answered
   * @param position all that had come in before the answer
   */
  private record Answer(int seq, long position) {}

  public CatchUp(InstantSource clock) {
    this.clock = clock;
  }

  /** Nothing is known any more: the connection is new, or the other side has asked for a gap. */
  public synchronized void begin() {
    open = null;
    answer = new Answer(0, 0);
  }

  /** The id of a question to be asked now, so that what was sent under a number is decided. */
  public synchronized Optional<String> ask(int seq) {
    Instant now = clock.instant();
    Question asked = open;
    boolean waits =
        asked != null
            && asked.at().plus(ASK_AGAIN_AFTER).isAfter(now)
            && (asked.seq() == 0 || asked.seq() > seq);
    if (answer.seq() > seq || waits) {
      return Optional.empty();
    }
    number++;
    open = new Question(PREFIX + number, now, 0);
    return Optional.of(PREFIX + number);
  }

  /** It went out under this number. */
  public synchronized void asked(String id, int seq) {
    Question asked = open;
    if (asked != null && asked.id().equals(id)) {
      open = new Question(id, asked.at(), seq);
    }
  }

  /**
   * The other side has answered.
   *
   * @param position of the last message that came in before
   */
  public synchronized void answered(String id, long position) {
    Question asked = open;
    if (asked != null && asked.id().equals(id) && asked.seq() > 0) {
      answer = new Answer(asked.seq(), position);
      open = null;
    }
  }

  /** Whether both sides are past a message of ours, and all that came in is booked. */
  public synchronized boolean isPast(int seq, long bookedPosition) {
    return answer.seq() > seq && bookedPosition >= answer.position();
  }
}
