// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers on one ledger, one of which has the session with the venue. */
final class FixReplicas implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration PAST_THE_LEASE = Duration.ofMillis(4_500);
  private static final Pattern UNANSWERED =
      Pattern.compile("(?m)^unwind_venue_orders_unanswered(?:\\{[^}]*})? ([0-9.]+)");

  /** As the link says how it stands, each time that this changes. */
  private static final Pattern STANDING = Pattern.compile("session is (logged on|down)");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Map<String, String> settings;
  private final int wanted;
  private final List<UnwindProcess> all = new ArrayList<>();

  FixReplicas(Map<String, String> settings, int wanted) {
    this.settings = settings;
    this.wanted = wanted;
  }

  /** Until all are ready, and one of them is logged on. */
  void start() throws InterruptedException {
    while (all.size() < wanted) {
      UnwindProcess next = UnwindProcess.start(settings, "serve");
      all.add(next);
      Closes.awaitReady(next.port(), LIMIT);
    }
    awaitUp();
  }

  private static boolean isUp(UnwindProcess one) {
    Matcher standing = STANDING.matcher(one.output());
    boolean up = false;
    while (standing.find()) {
      up = standing.group(1).equals("logged on");
    }
    return up;
  }

  private Optional<UnwindProcess> owner() {
    return all.stream().filter(FixReplicas::isUp).findFirst();
  }

  /** Of the one that nothing happens to next, where there are two. */
  int portToAsk() throws InterruptedException {
    UnwindProcess owner = awaitUp();
    return all.stream().filter(one -> one != owner).findFirst().orElse(owner).port();
  }

  UnwindProcess awaitUp() throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Optional<UnwindProcess> owner = owner();
      if (owner.isPresent()) {
        return owner.get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("nobody is logged on:\n" + outputs());
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private String outputs() {
    StringBuilder text = new StringBuilder();
    all.forEach(one -> text.append(one.output()).append("\n----\n"));
    return text.toString();
  }

  void killAndStart() throws InterruptedException {
    all.remove(0).kill();
    start();
  }

  /** The owner ends; once the other one has taken over, a new one is started beside it. */
  void failOver(boolean inOrder) throws InterruptedException {
    UnwindProcess owner = awaitUp();
    all.remove(owner);
    if (inOrder) {
      owner.stop();
    } else {
      owner.kill();
    }
    owner.close();
    awaitUp();
    start();
  }

  /**
   * The owner stands still until the other one may have taken over, and goes on some time after.
   */
  void freeze(Duration longer) throws InterruptedException, IOException {
    UnwindProcess owner = awaitUp();
    signal(owner, "-STOP");
    try {
      Thread.sleep(PAST_THE_LEASE.plus(longer).toMillis());
    } finally {
      signal(owner, "-CONT");
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    while (all.stream().filter(FixReplicas::isUp).count() != 1 || isUp(owner)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the other one has not taken over:\n" + outputs());
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static void signal(UnwindProcess process, String which)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", which, String.valueOf(process.pid())).start().waitFor();
  }

  /** The gauge of orders whose outcome nobody knows, once it is 0 or so late. */
  long awaitAnswered(Duration limit) throws IOException, InterruptedException {
    return awaitAnswered(all.get(0).managementPort(), limit);
  }

  /** The same of a server whose metrics are served there. */
  static long awaitAnswered(int managementPort, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long value = unanswered(managementPort);
    while (value > 0 && System.nanoTime() < end) {
      Thread.sleep(POLL.toMillis() * 10);
      value = unanswered(managementPort);
    }
    return value;
  }

  private static long unanswered(int managementPort) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/metrics"))
            .timeout(Duration.ofSeconds(20))
            .build();
    String text = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher gauge = UNANSWERED.matcher(text);
    if (!gauge.find()) {
      throw new AssertionError("there is no such gauge:\n" + text);
    }
    return (long) Double.parseDouble(gauge.group(1));
  }

  @Override
  public void close() {
    all.forEach(UnwindProcess::close);
  }
}
