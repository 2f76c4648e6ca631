// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * A client that follows an account's events as clients do: where its stream ends it asks for
 * another one, after the last event that it was told.
 */
final class EventFollower implements AutoCloseable {
  private static final int PAUSE_MILLIS = 100;

  private final int port;
  private final String account;
  private final Thread reader;
  private final List<String> wrong = new ArrayList<>();
  private long last;
  private int streams;
  private volatile boolean over;

  EventFollower(int port, String account) {
    this.port = port;
    this.account = account;
    reader = new Thread(this::follow, "events of " + account);
    reader.setDaemon(true);
    reader.start();
  }

  private void follow() {
    while (!over) {
      try {
        HttpResponse<Stream<String>> answer = Closes.eventsAfter(port, account, last()).join();
        try (Stream<String> lines = answer.body()) {
          if (answer.statusCode() == 200) {
            begun();
            lines.forEach(this::take);
          }
        }
      } catch (CompletionException | UncheckedIOException e) {
        // The replica behind it has stopped.
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized long last() {
    return last;
  }

  private synchronized void begun() {
    streams++;
  }

  private synchronized void take(String line) {
    if (line.startsWith("id:")) {
      long seq = Long.parseLong(line.substring(3).strip());
      if (seq != last + 1) {
        wrong.add("%s: event %d was told after %d".formatted(account, seq, last));
      }
      last = seq;
      notifyAll();
    }
  }

  /** Until it was told of so many; what was missing or told twice, else nothing. */
  synchronized List<String> await(long events, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (last < events) {
      if (System.nanoTime() > deadline) {
        wrong.add("%s: told of %d events of %d".formatted(account, last, events));
        break;
      }
      wait(100);
    }
    return List.copyOf(wrong);
  }

  /** How many streams it took. */
  synchronized int streams() {
    return streams;
  }

  @Override
  public void close() {
    over = true;
    reader.interrupt();
  }
}
