// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.market.Market;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Events as they are told, with instruments by their symbols. */
@ApplicationScoped
public class UnwindEventViews {
  private final Market market;

  UnwindEventViews(Market market) {
    this.market = market;
  }

  public Uni<List<UnwindEvent>> show(List<LedgerEvent> events) {
    Set<InstrumentId> ids = new HashSet<>();
    for (LedgerEvent event : events) {
      if (event.order() != null) {
        ids.add(event.order().instrumentId());
      }
      if (event.fill() != null) {
        ids.add(event.fill().instrumentId());
      }
      if (event.position() != null) {
        ids.add(event.position().instrumentId());
      }
    }
    Uni<Map<InstrumentId, Instrument>> instruments =
        ids.isEmpty() ? Uni.createFrom().item(Map.of()) : market.byIds(ids);
    return instruments.map(
        found -> events.stream().map(event -> UnwindEvent.of(event, found)).toList());
  }
}
