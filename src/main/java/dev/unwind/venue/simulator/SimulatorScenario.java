// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.venue.simulator.book.FillMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How the simulator behaves at the moment, in this replica. Starts as configured; tests change it
 * while it runs and {@link #reset} it afterwards. {@link SimulatorConfig} says what each setting
 * means.
 */
public final class SimulatorScenario {
  private static final Duration LATENCY_MAX = Duration.ofHours(1);
  private static final int SHUFFLE_MAX_MILLIS = 300;

  private final SimulatorConfig initial;
  private volatile Duration latency;
  private volatile FillMode fill;
  private volatile SessionMode session;
  private volatile boolean duplicateReports;
  private volatile boolean outOfOrderReports;
  private volatile Set<String> rejectSymbols;
  private volatile CancelMode cancel;
  private volatile LinkMode link;
  private volatile Duration redeliverAfter;

  /**
   * @throws IllegalArgumentException when a duration is out of range
   */
  SimulatorScenario(SimulatorConfig config) {
    initial = config;
    latency = checkedLatency(config.latency());
    fill = config.fill();
    session = config.session();
    duplicateReports = config.duplicateReports();
    outOfOrderReports = config.outOfOrderReports();
    rejectSymbols = Set.copyOf(config.rejectSymbols().orElse(Set.of()));
    cancel = config.cancel();
    link = config.link();
    redeliverAfter = checkedRedeliverAfter(config.redeliverAfter());
  }

  /** Back to what was configured. */
  public void reset() {
    latency(initial.latency());
    fill(initial.fill());
    session(initial.session());
    duplicateReports(initial.duplicateReports());
    outOfOrderReports(initial.outOfOrderReports());
    rejectSymbols(initial.rejectSymbols().orElse(Set.of()));
    cancel(initial.cancel());
    link(initial.link());
    redeliverAfter(initial.redeliverAfter());
  }

  public SimulatorScenario latency(Duration value) {
    latency = checkedLatency(value);
    return this;
  }

  public SimulatorScenario fill(FillMode value) {
    fill = value;
    return this;
  }

  public SimulatorScenario session(SessionMode value) {
    session = value;
    return this;
  }

  public SimulatorScenario duplicateReports(boolean value) {
    duplicateReports = value;
    return this;
  }

  public SimulatorScenario outOfOrderReports(boolean value) {
    outOfOrderReports = value;
    return this;
  }

  public SimulatorScenario rejectSymbols(Set<String> value) {
    rejectSymbols = Set.copyOf(value);
    return this;
  }

  public SimulatorScenario cancel(CancelMode value) {
    cancel = value;
    return this;
  }

  public SimulatorScenario link(LinkMode value) {
    link = value;
    return this;
  }

  public SimulatorScenario redeliverAfter(Duration value) {
    redeliverAfter = checkedRedeliverAfter(value);
    return this;
  }

  Duration latency() {
    return latency;
  }

  FillMode fill() {
    return fill;
  }

  SessionMode session() {
    return session;
  }

  boolean duplicateReports() {
    return duplicateReports;
  }

  boolean outOfOrderReports() {
    return outOfOrderReports;
  }

  Set<String> rejectSymbols() {
    return rejectSymbols;
  }

  CancelMode cancel() {
    return cancel;
  }

  LinkMode link() {
    return link;
  }

  Duration redeliverAfter() {
    return redeliverAfter;
  }

  /** Whether answers carry the reports that exist already. */
  boolean answersAtOnce() {
    return latency.isZero() && !outOfOrderReports;
  }

  /**
   * When a report that comes into being now is to be offered.
   *
   * @param isAnswered whether the answer to the request carries it already
   */
  Instant dueAt(Instant now, boolean isAnswered) {
    if (isAnswered) {
      return now.plus(redeliverAfter);
    }
    Instant due = now.plus(latency);
    return outOfOrderReports
        ? due.plusMillis(ThreadLocalRandom.current().nextInt(SHUFFLE_MAX_MILLIS))
        : due;
  }

  private static Duration checkedLatency(Duration value) {
    if (value.isNegative() || value.compareTo(LATENCY_MAX) > 0) {
      throw new IllegalArgumentException(
          "unwind.venue.simulator.latency is not between 0 and " + LATENCY_MAX);
    }
    return value;
  }

  private static Duration checkedRedeliverAfter(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("unwind.venue.simulator.redeliver-after is not positive");
    }
    return value;
  }
}
