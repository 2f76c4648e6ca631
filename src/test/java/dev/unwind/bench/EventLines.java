// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client of an account's event stream; keeps the numbers and kinds of what it was told. */
final class EventLines implements AutoCloseable {
  private final List<Long> seqs = new ArrayList<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Thread reader;

  EventLines(int port, String account) {
    reader =
        new Thread(
            () -> Closes.events(port, account).join().body().forEach(this::take),
            "events of " + account);
    reader.setDaemon(true);
    reader.setUncaughtExceptionHandler((thread, gone) -> {});
    reader.start();
  }

  private synchronized void take(String line) {
    if (line.startsWith("id:")) {
      seqs.add(Long.parseLong(line.substring(3).strip()));
      notifyAll();
    } else if (line.startsWith("event:")) {
      kinds.merge(line.substring(6).strip(), 1, Integer::sum);
    }
  }

  synchronized int count() {
    return seqs.size();
  }

  /** The numbers in the order in which they came, once there are so many of them. */
  synchronized List<Long> await(long many, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (seqs.size() < many) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("told of %d events of %d".formatted(seqs.size(), many));
      }
      wait(100);
    }
    return List.copyOf(seqs);
  }

  synchronized int kind(String name) {
    return kinds.getOrDefault(name, 0);
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
