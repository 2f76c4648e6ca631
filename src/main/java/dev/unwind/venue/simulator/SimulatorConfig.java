// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.venue.simulator.book.FillMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the simulator. All but the last three are a scenario, which tests may also change
 * while it runs.
 */
@ConfigMapping(prefix = "unwind.venue.simulator")
public interface SimulatorConfig {
  /**
   * How long every report travels. Orders execute when they arrive; only the news of it comes
   * later. At most an hour.
   */
  @WithDefault("0s")
  Duration latency();

  /** How much of a marketable order trades: {@code full}, {@code partial} or {@code none}. */
  @WithDefault("full")
  FillMode fill();

  /** When the venue trades: {@code open} (always), {@code closed} (never) or {@code calendar}. */
  @WithDefault("open")
  SessionMode session();

  /** Whether every report is delivered a second time after it has been recorded. */
  @WithDefault("false")
  boolean duplicateReports();

  /** Whether reports come in random order, within about 300 ms. */
  @WithDefault("false")
  boolean outOfOrderReports();

  /** Canonical symbols whose new orders are refused. */
  Optional<Set<String>> rejectSymbols();

  /**
   * What becomes of a cancel of a working order: {@code accept}, {@code ignore} or {@code reject}.
   */
  @WithDefault("accept")
  CancelMode cancel();

  /**
   * What becomes of requests and answers: {@code up}, {@code answers-lost} or {@code
   * requests-lost}.
   */
  @WithDefault("up")
  LinkMode link();

  /** When a delivered report that was not acknowledged is offered again. */
  @WithDefault("2s")
  Duration redeliverAfter();

  /** Connections of the simulator's own pool, for each replica. */
  @WithDefault("4")
  @Min(1)
  @Max(32)
  int poolSize();

  /**
   * The most time one of its transactions may take; beyond it the outcome of the request is
   * unknown.
   */
  @WithDefault("10s")
  Duration statementTimeout();
}
