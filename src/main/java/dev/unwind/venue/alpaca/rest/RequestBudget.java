// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The requests that the broker allows: so many a minute, of which a few may come at once. A broker
 * that says that it was too many, or that cannot be reached, is left alone for a while.
 */
public final class RequestBudget {
  private static final int AT_ONCE_OF_A_MINUTE = 20;
  private static final int AT_ONCE_MIN = 5;
  private static final int RESERVED_OF = 10;
  private static final int RESERVED_AT_ONCE = 3;
  private static final long NANOS_OF_A_MILLI = Duration.ofMillis(1).toNanos();
  private static final long NANOS_OF_A_MINUTE = Duration.ofMinutes(1).toNanos();

  private final InstantSource clock;
  private final int perMinute;
  private final long most;
  private long nanos;

  /** Of what is less urgent, since nothing of it came by a request. */
  private long reserved;

  private int promised;
  private Instant last;
  private Instant resumes = Instant.MIN;
  private String pausedBy = "";

  public RequestBudget(InstantSource clock, int perMinute) {
    this.clock = clock;
    this.perMinute = perMinute;
    most = (long) Math.max(AT_ONCE_MIN, perMinute / AT_ONCE_OF_A_MINUTE) * cost();
    nanos = most;
    last = clock.instant();
  }

  private long cost() {
    return NANOS_OF_A_MINUTE / perMinute;
  }

  /** Requests that may be made now. */
  public synchronized int left() {
    refill();
    return clock.instant().isBefore(resumes) ? 0 : (int) (nanos / cost());
  }

  /** The same without those that are promised and not made yet; below zero where too many are. */
  public synchronized int free() {
    return left() - promised;
  }

  /** Keeps so many free until they are made, or it is over. */
  public synchronized Promise promise(int requests) {
    promised += requests;
    return new Promise(requests);
  }

  /** Requests that somebody is about to make. */
  public final class Promise {
    private int kept;

    private Promise(int requests) {
      kept = requests;
    }

    /** One of them is made, and counts as such, or is not needed any more. */
    public void made() {
      giveBack(1);
    }

    /** None of them will be made any more. */
    public void end() {
      giveBack(Integer.MAX_VALUE);
    }

    private void giveBack(int most) {
      synchronized (RequestBudget.this) {
        int given = Math.min(most, kept);
        kept -= given;
        promised -= given;
      }
    }
  }

  /** Whether so few are left that a request must be worth it. */
  public boolean isShort() {
    return left() < most / cost() / 2;
  }

  /** Takes one request; false where there is none left. */
  public synchronized boolean take() {
    return takeLeaving(0);
  }

  /**
   * Takes one request if so many are left afterwards, for what is more urgent, besides those that
   * are promised to it.
   */
  public synchronized boolean takeLeaving(int others) {
    if ((others == 0 ? left() : free()) <= others) {
      return false;
    }
    nanos -= cost();
    return true;
  }

  /**
   * The same; where orders take whatever there is, one of ten needs to leave none, so that what is
   * less urgent comes to its end.
   */
  public synchronized boolean takeLeavingOrReserved(int others) {
    if (takeLeaving(others)) {
      reserved = 0;
      return true;
    }
    if (left() == 0 || reserved < cost()) {
      return false;
    }
    nanos -= cost();
    reserved -= cost();
    return true;
  }

  /** Gives back what was taken and not made. */
  synchronized void giveBack(int requests) {
    refill();
    nanos = Math.min(most, nanos + requests * cost());
  }

  /** Nothing is asked for until then, and why. */
  public synchronized void pause(Duration time, String why) {
    Instant until = clock.instant().plus(time);
    if (until.isAfter(resumes)) {
      resumes = until;
      pausedBy = why;
    }
  }

  /** Whether nothing is asked for so long. */
  public synchronized boolean isPausedFor(Duration time) {
    return clock.instant().plus(time).isBefore(resumes);
  }

  /** Why a request that leaves so many cannot be made now; empty where it can. */
  public synchronized Optional<String> shortage(int others) {
    if (clock.instant().isBefore(resumes)) {
      return Optional.of(pausedBy);
    }
    return left() > others
        ? Optional.empty()
        : Optional.of("the limit of " + perMinute + " requests a minute is used up");
  }

  /** How long that takes at the most, whoever else asks. */
  public Duration untilReserved() {
    return Duration.ofNanos((RESERVED_OF + RESERVED_AT_ONCE) * cost());
  }

  /**
   * How long it takes, if nobody else asks, until a request can be made that leaves so many: at
   * least a millisecond.
   */
  public synchronized Duration until(int others) {
    refill();
    long missing = (others + 1) * cost() - nanos;
    long paused = resumes.isAfter(last) ? Duration.between(last, resumes).toNanos() : 0;
    long longest = Math.max(1, Math.max(missing, paused));
    return Duration.ofMillis((longest + NANOS_OF_A_MILLI - 1) / NANOS_OF_A_MILLI);
  }

  private void refill() {
    Instant now = clock.instant();
    if (now.isAfter(last)) {
      long passed = Duration.between(last, now).toNanos();
      nanos = Math.min(most, nanos + passed);
      reserved = Math.min(RESERVED_AT_ONCE * cost(), reserved + passed / RESERVED_OF);
      last = now;
    }
  }
}
