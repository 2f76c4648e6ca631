// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a metric measures: our build on a database of its own, the build that it is compared with on
 * another where there is one, and a ledger of {@code 3b0c05b} without a server.
 */
final class Sides implements AutoCloseable {
  private final MeasuringRig ours;
  private final @Nullable MeasuringRig other;
  private @Nullable FrozenLedger frozen;

  Sides(Metric metric, Programs programs) throws IOException, SQLException {
    ours = new MeasuringRig(metric, programs.ours());
    other = programs.other() == null ? null : new MeasuringRig(metric, programs.other());
  }

  /** A build at work, and clients of it. */
  record Side(MeasuringRig rig, UnwindProcess server, HttpCloses http) implements AutoCloseable {
    @Override
    public void close() {
      http.close();
      server.close();
    }
  }

  MeasuringRig ours() {
    return ours;
  }

  /** Our build, and the other one behind it. */
  List<MeasuringRig> rigs() {
    return other == null ? List.of(ours) : List.of(ours, other);
  }

  /** The same with their servers started. */
  List<Side> serve(Map<String, String> settings, int connections)
      throws InterruptedException, SQLException {
    List<Side> sides = new ArrayList<>();
    for (MeasuringRig rig : rigs()) {
      UnwindProcess server = rig.serve(settings);
      sides.add(new Side(rig, server, new HttpCloses(server.port(), connections)));
    }
    return sides;
  }

  static void stop(List<Side> sides) throws InterruptedException {
    for (Side side : sides) {
      side.server().stop();
      side.close();
    }
  }

  /** The frozen ledger, with the accounts and instruments of ours, once that is served. */
  FrozenLedger frozen(int connections) throws IOException, SQLException {
    FrozenLedger ledger = new FrozenLedger(ours, connections);
    frozen = ledger;
    return ledger;
  }

  /** How our figure compares with the other build's, where there is one. */
  static Optional<Double> today(List<Double> figures) {
    return figures.size() < 2 ? Optional.empty() : Optional.of(figures.get(0) / figures.get(1));
  }

  @Override
  public void close() throws IOException, SQLException {
    if (frozen != null) {
      frozen.close();
    }
    for (MeasuringRig rig : rigs()) {
      rig.close();
    }
  }
}
