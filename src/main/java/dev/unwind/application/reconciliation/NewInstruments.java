// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Port: takes instruments into the ledger that a venue has and the ledger has not. */
public interface NewInstruments {
  /** Those that are known by now stay as they are. */
  Uni<Void> open(List<StatedAsset> assets);
}
