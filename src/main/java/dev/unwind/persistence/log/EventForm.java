// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.persistence.StoreCalls;
import dev.unwind.postgres.ServerTimeline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which form events are written: lean ones only where no replica of a build before can be at
 * work, for it could not read them. Both forms are always read.
 */
@ApplicationScoped
public class EventForm {
  private static final String LEDGER = "select lean from event_form limit 1";

  private final Pool pool;
  private final StoreCalls calls;
  private final EventsConfig.Form form;
  private volatile @Nullable Boolean ledger;

  EventForm(Pool pool, StoreCalls calls, EventsConfig config, ServerTimeline timeline) {
    this.pool = pool;
    this.calls = calls;
    form = config.form();
    timeline.onTurn(turn -> forget());
  }

  /** What the ledger says is asked once. */
  public Uni<Boolean> isLean() {
    return known().map(lean -> Uni.createFrom().item(lean)).orElseGet(() -> calls.again(ask(pool)));
  }

  /** The same for whoever has a connection already, and must not wait for another one. */
  public Uni<Boolean> isLean(SqlConnection connection) {
    return known().map(lean -> Uni.createFrom().item(lean)).orElseGet(() -> ask(connection));
  }

  private Optional<Boolean> known() {
    return form == EventsConfig.Form.AUTO
        ? Optional.ofNullable(ledger)
        : Optional.of(form == EventsConfig.Form.LEAN);
  }

  private Uni<Boolean> ask(SqlClient client) {
    return client
        .preparedQuery(LEDGER)
        .execute()
        .map(rows -> rows.iterator().hasNext() && rows.iterator().next().getBoolean(0))
        .invoke(lean -> ledger = lean);
  }

  /** Asks the ledger again the next time. */
  public void forget() {
    ledger = null;
  }
}
