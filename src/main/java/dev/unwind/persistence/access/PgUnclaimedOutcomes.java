// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.liquidation.UnclaimedOutcomes;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Offers as rows; taking one is deleting it. */
@ApplicationScoped
class PgUnclaimedOutcomes implements UnclaimedOutcomes {
  static final String KEEP =
      """
      with expired as (
        delete from outcome_offer where (account_id, kind, id) in (
          select account_id, kind, id from outcome_offer where offered_at < $7 limit 100 for update skip locked))
      insert into outcome_offer (account_id, kind, id, caller, subject, offered_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (account_id, kind, id) do nothing
      """;

  private static final String FIND =
      """
      select kind, id from outcome_offer
      where account_id = $1 and caller = $2 and subject = $3 and offered_at >= $4
      order by offered_at, id limit 16
      """;

  private static final String TAKE =
      "delete from outcome_offer where account_id = $1 and kind = $2 and id = $3 returning 1";

  private final LedgerPool pool;

  PgUnclaimedOutcomes(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Void> keep(Offer offer, Instant now, Instant expired) {
    return pool.query(
            KEEP,
            Tuple.tuple()
                .addLong(offer.account().value())
                .addString(offer.kind().name())
                .addLong(offer.id())
                .addString(offer.caller())
                .addString(offer.subject())
                .addOffsetDateTime(Rows.at(now))
                .addOffsetDateTime(Rows.at(expired)))
        .replaceWithVoid();
  }

  @Override
  public Uni<List<Offer>> find(AccountId account, String caller, String subject, Instant since) {
    return pool.query(FIND, Tuple.of(account.value(), caller, subject, Rows.at(since)))
        .map(
            rows -> {
              List<Offer> offers = new ArrayList<>();
              for (Row row : rows) {
                Kind kind = Kind.valueOf(row.getString("kind"));
                offers.add(new Offer(account, caller, subject, kind, row.getLong("id")));
              }
              return offers;
            });
  }

  @Override
  public Uni<Boolean> take(Offer offer) {
    return pool.query(TAKE, Tuple.of(offer.account().value(), offer.kind().name(), offer.id()))
        .map(rows -> rows.iterator().hasNext());
  }
}
