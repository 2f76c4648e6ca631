// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two replicas on one ledger take opening orders of one account, as many as they can; one of them
 * is told to stop it. What either accepts of a request that was sent after the answer is late, and
 * so is every order that the account's log has after its latch.
 */
final class HaltRaces {
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final int ACCOUNTS = 8;
  private static final int INSTRUMENTS = 16;
  private static final int CLIENTS = 6;
  private static final int AFTERWARDS = 24;
  private static final int HALT_WITHIN_MILLIS = 60;

  private final long seed;
  private final int races;

  HaltRaces(long seed, int races) {
    this.seed = seed;
    this.races = races;
  }

  /**
   * What they came to.
   *
   * @param accepted orders that were accepted in time
   * @param refused orders that were refused
   * @param late orders that were accepted although they were sent after the answer
   * @param logged orders that the log has after the latch
   */
  record Outcome(int races, int accepted, int refused, int late, int logged, List<String> told) {
    String facts() {
      return "races=%d accepted=%d refused=%d late=%d logged-after-the-latch=%d"
          .formatted(races, accepted, refused, late, logged);
    }

    boolean isRight() {
      return late + logged == 0;
    }
  }

  /** Of the command line: prints what it came to; 0 where all of it is right. */
  static int many(int races, long seed) throws Exception {
    Outcome outcome = new HaltRaces(seed, races).run();
    System.out.printf("halts seed=%d %s%n", seed, outcome.facts());
    outcome.told().forEach(System.out::println);
    return outcome.isRight() ? 0 : 1;
  }

  Outcome run() throws Exception {
    Path book = Files.createTempFile("unwind-halts", ".json");
    new BenchBook(seed, ACCOUNTS, 0, INSTRUMENTS, 0, false).write(book);
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> settings = new HashMap<>(database.environment());
      settings.put("UNWIND_IMPORT", book.toString());
      settings.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
      try (UnwindProcess one = UnwindProcess.start(settings, "serve")) {
        Closes.awaitReady(one.port(), LIMIT);
        try (UnwindProcess other = UnwindProcess.start(settings, "serve");
            LedgerWatch watch = new LedgerWatch(database.address())) {
          Closes.awaitReady(other.port(), LIMIT);
          return all(List.of(one.port(), other.port()), watch);
        }
      }
    } finally {
      Files.delete(book);
    }
  }

  private Outcome all(List<Integer> ports, LedgerWatch watch) throws Exception {
    Map<String, Long> accounts = watch.ids("select name, account_id from account");
    int accepted = 0;
    int refused = 0;
    int late = 0;
    int logged = 0;
    List<String> told = new ArrayList<>();
    for (int race = 0; race < races; race++) {
      int account = 1 + race % ACCOUNTS;
      Random random = new Random(seed + race);
      Ran ran = race(ports, account, random);
      accepted += ran.accepted();
      refused += ran.refused();
      late += ran.late();
      long id = Objects.requireNonNull(accounts.get(BenchBook.account(account)));
      long after = loggedAfterTheLatch(watch, id);
      logged += (int) after;
      if (ran.late() + after > 0) {
        told.add("race %d (seed %d): %s, %d in the log".formatted(race, seed + race, ran, after));
      }
      Halts.lift(ports.get(random.nextInt(ports.size())), account);
    }
    return new Outcome(races, accepted, refused, late, logged, told);
  }

  private record Ran(int accepted, int refused, int late) {}

  /** An order: when it was sent, and whether it was accepted. */
  private record Sent(long at, boolean accepted) {}

  private static Ran race(List<Integer> ports, int account, Random random) throws Exception {
    AtomicBoolean goOn = new AtomicBoolean(true);
    List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int port = ports.get(i % ports.size());
      Thread client =
          new Thread(
              () -> {
                try {
                  while (goOn.get()) {
                    long at = System.nanoTime();
                    sent.add(new Sent(at, Halts.order(port, account)));
                  }
                } catch (IOException | InterruptedException | RuntimeException e) {
                  failures.add(e);
                }
              },
              "client " + i);
      client.setDaemon(true);
      clients.add(client);
    }
    clients.forEach(Thread::start);
    int before = 1 + random.nextInt(CLIENTS);
    awaitSent(sent, before, failures);
    Thread.sleep(random.nextInt(HALT_WITHIN_MILLIS));
    Halts.halt(ports.get(random.nextInt(ports.size())), account, random.nextInt(3));
    long answered = System.nanoTime();
    awaitSent(sent, sent.size() + AFTERWARDS, failures);
    goOn.set(false);
    for (Thread client : clients) {
      client.join(LIMIT.toMillis());
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("a client could not go on", failures.get(0));
    }
    int accepted = (int) sent.stream().filter(Sent::accepted).count();
    int late = (int) sent.stream().filter(one -> one.accepted() && one.at() > answered).count();
    return new Ran(accepted - late, sent.size() - accepted, late);
  }

  private static void awaitSent(List<Sent> sent, int count, List<Throwable> failures)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (sent.size() < count && failures.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only %d orders were answered".formatted(sent.size()));
      }
      Thread.sleep(1);
    }
  }

  /** Orders whose first event comes after the account's last latch. */
  private static long loggedAfterTheLatch(LedgerWatch watch, long account) throws SQLException {
    return watch.count(
        """
        select count(*) from (
          select min(seq) as first from event where account_id = %1$d and order_id is not null group by order_id) o
        where o.first > (select max(seq) from event where account_id = %1$d and kind = 'ACCOUNT_LATCHED')
        """
            .formatted(account));
  }
}
