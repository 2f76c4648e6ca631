// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.await;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.log.EventRows;
import dev.unwind.persistence.log.LedgerJson;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an account's log tells, as text that can be compared with another account's. */
final class EventTexts {
  private EventTexts() {}

  /** All events of an account, in whichever form they are written. */
  static List<LedgerEvent> all(Pool pool, AccountId account) {
    List<LedgerEvent> events = new ArrayList<>();
    String sql = EventRows.select("where e.account_id = $1 order by e.account_id, e.seq");
    for (Row row : await(pool.preparedQuery(sql).execute(Tuple.of(account.value())))) {
      events.addAll(EventRows.events(row));
    }
    return events;
  }

  /**
   * @param hidden members whose values differ from account to account, by the part they stand in
   */
  static List<String> of(List<LedgerEvent> events, Map<String, Set<String>> hidden) {
    return events.stream()
        .map(
            event -> {
              JsonObject json = LedgerJson.snapshot(event);
              hidden.forEach(
                  (part, members) -> {
                    JsonObject of = json.getJsonObject(part);
                    if (of != null) {
                      members.stream().filter(of::containsKey).forEach(m -> of.put(m, "*"));
                    }
                  });
              return String.join(
                  " ",
                  String.valueOf(event.seq()),
                  event.kind().name(),
                  event.actor(),
                  event.dialect(),
                  String.valueOf(event.requestId()),
                  json.encode());
            })
        .toList();
  }
}
