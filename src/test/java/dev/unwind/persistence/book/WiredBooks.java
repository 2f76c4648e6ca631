// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.event.Commits;
import dev.unwind.application.liquidation.LiquidationConfig;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.order.OrderConfig;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.Venues;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.log.EventForm;
import dev.unwind.persistence.market.InstrumentCatalog;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Books as the service has them, but for what a test puts in the place of its own. */
@Singleton
public class WiredBooks {
  private final PgIds ids;
  private final InstrumentCatalog market;
  private final Commits commits;
  private final Replica replica;
  private final InstantSource clock;
  private final DispatchConfig dispatch;
  private final LiquidationConfig liquidation;
  private final SettlementConfig settlement;
  private final OrderConfig orders;
  private final StoreCalls calls;
  private final EventForm form;

  WiredBooks(
      PgIds ids,
      InstrumentCatalog market,
      Commits commits,
      Replica replica,
      InstantSource clock,
      DispatchConfig dispatch,
      LiquidationConfig liquidation,
      SettlementConfig settlement,
      OrderConfig orders,
      StoreCalls calls,
      EventForm form) {
    this.ids = ids;
    this.market = market;
    this.commits = commits;
    this.replica = replica;
    this.clock = clock;
    this.dispatch = dispatch;
    this.liquidation = liquidation;
    this.settlement = settlement;
    this.orders = orders;
    this.calls = calls;
    this.form = form;
  }

  public PgBooks over(
      Pool pool, Venues venues, Instance<Outbox> outbox, Observations observations) {
    return new PgBooks(
        pool,
        ids,
        market,
        venues,
        outbox,
        commits,
        replica,
        clock,
        dispatch,
        liquidation,
        settlement,
        orders,
        calls,
        form,
        observations);
  }
}
