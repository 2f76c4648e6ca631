// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.UnwindProcess;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Kills a process as one of its requests passes: before the broker sees it, or once it is answered.
 * One that the broker has not seen may be held until the next process has begun to speak, and
 * arrives while that asks what has become of it.
 */
final class KillPoint implements FaultyProxy.Watch {
  private static final Duration HELD_MAX = Duration.ofSeconds(30);

  /** What is under way when it happens. */
  enum During {
    SENDS("POST /v2/orders"),
    REPLACEMENTS("PATCH /v2/orders/"),
    CANCELS("DELETE /v2/orders/"),
    /** Whatever it is. */
    ANYTHING("\n");

    private final String line;

    During(String line) {
      this.line = line;
    }
  }

  private final Map<String, Integer> requests = new TreeMap<>();
  private final Random random;
  private final int heldMillisMax;
  private @Nullable UnwindProcess process;
  private During during = During.ANYTHING;
  private boolean isOnceAnswered;
  private boolean isHeld;
  private int left;
  private CountDownLatch dead = new CountDownLatch(1);
  private CountDownLatch speaks = new CountDownLatch(1);

  /**
   * @param heldMillisMax how long after the next process's first request a held one arrives
   */
  KillPoint(Random random, int heldMillisMax) {
    this.random = random;
    this.heldMillisMax = heldMillisMax;
  }

  /** The process that speaks from now on. */
  synchronized void speaks(UnwindProcess next) {
    process = next;
    left = 0;
    dead = new CountDownLatch(1);
  }

  /** Kills it as the request comes that has this number of its kind. */
  synchronized void arm(During kind, int number) {
    during = kind;
    left = number;
    isOnceAnswered = random.nextInt(3) == 0;
    isHeld = !isOnceAnswered && random.nextBoolean();
  }

  /** How it was armed. */
  synchronized String shown() {
    return during + (isOnceAnswered ? ":answered" : isHeld ? ":held" : ":sent");
  }

  /** How many requests of each kind came by. */
  synchronized String requests() {
    return requests.toString();
  }

  private static String kind(String line) {
    String verb = line.substring(0, Math.max(0, line.indexOf(' ')));
    if (!verb.equals("GET")) {
      return verb;
    }
    return line.startsWith("GET /v2/orders:by_client")
        ? "by-key"
        : line.startsWith("GET /v2/orders/") ? "by-id" : "others";
  }

  /** Whether it has happened so soon. */
  boolean awaitDeath(Duration limit) throws InterruptedException {
    CountDownLatch awaited;
    synchronized (this) {
      awaited = dead;
    }
    return awaited.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void comes(String line) throws InterruptedException {
    CountDownLatch held = passes(line, false);
    if (held != null && held.await(HELD_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      Thread.sleep(below(heldMillisMax));
    }
  }

  @Override
  public void isAnswered(String line) throws InterruptedException {
    passes(line, true);
  }

  private synchronized int below(int most) {
    return random.nextInt(most);
  }

  /**
   * @return what the request is held for; null where it is not
   */
  private synchronized @Nullable CountDownLatch passes(String line, boolean answered)
      throws InterruptedException {
    if (!answered) {
      requests.merge(kind(line), 1, Integer::sum);
      if (process != null && dead.getCount() > 0) {
        speaks.countDown();
      }
    }
    UnwindProcess victim = process;
    if (victim == null || left == 0 || !line.startsWith(during.line)) {
      return null;
    }
    if (answered != isOnceAnswered || --left > 0) {
      return null;
    }
    victim.kill();
    dead.countDown();
    speaks = new CountDownLatch(1);
    return isHeld ? speaks : null;
  }
}
