// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.proof.ProofReader;
import dev.unwind.application.proof.ProvenSpan;
import dev.unwind.application.proof.ProvenSpan.Kept;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.persistence.proof.SpanWalk.Anchor;
import dev.unwind.persistence.proof.SpanWalk.Covered;
import dev.unwind.persistence.proof.SpanWalk.Genesis;
import dev.unwind.persistence.proof.SpanWalk.Standing;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a stretch of a log and what was written of it at one moment, and computes it elsewhere. */
@ApplicationScoped
class PgProofReader implements ProofReader {
  private static final HexFormat HEX = HexFormat.of();

  /** Events that one round may chain of an account: rows, and what a row tells at most. */
  private static final long SEGMENT_MAX = 10_000 * 4;

  /** A row has the number of the last event that it tells. */
  private static final int TOLD_MAX = 4;

  private static final String ONE_MOMENT =
      "set transaction isolation level repeatable read, read only; " + ProofSql.UTC;

  private static final String STANDING =
      """
      select a.event_seq, h.seq, encode(h.hash, 'hex') as hash, g.record::text as record, encode(g.hash, 'hex') as genesis,
        coalesce((select b.seq from log_begin b where b.account_id = $1), 0) as dropped
      from log_end a
      left join proof_head h on h.account_id = a.account_id
      left join proof_genesis g on g.account_id = a.account_id
      where a.account_id = $1
      """;

  /** The last link before the stretch, those in it, and the first after it. */
  private static final String LINKS =
      """
      (select l.seq, encode(l.hash, 'hex') as hash, '' as marks from proof_link l
       where l.account_id = $1 and l.seq < $2 order by l.seq desc limit 1)
      union all
      (select l.seq, encode(l.hash, 'hex'), encode(l.marks, 'hex') from proof_link l
       where l.account_id = $1 and l.seq >= $2
         and l.seq <= (select coalesce(min(n.seq), $3) from proof_link n where n.account_id = $1 and n.seq >= $3)
       order by l.seq)
      """;

  /** Each is looked up: no index has a checkpoint's heads by account. */
  private static final String CHECKPOINTS =
      """
      select c.number, c.at, h.seq, encode(h.hash, 'hex') as hash, c.key_id, c.delivered_at
      from (select max(number) as newest from proof_checkpoint) m
      cross join lateral generate_series(m.newest, greatest(m.newest - 1439, 1), -1) n
      cross join lateral (
        select seq, hash from proof_checkpoint_head where number = n and account_id = $1 offset 0) h
      join proof_checkpoint c on c.number = n
      where h.seq > $2 and h.seq <= $3
      """;

  private final LedgerPool ledger;
  private final StoreConfig config;

  PgProofReader(LedgerPool ledger, StoreConfig config) {
    this.ledger = ledger;
    this.config = config;
  }

  /** A stretch, as far as it is known. */
  private record Stretch(Standing of, long first, long last) {
    Tuple links() {
      return Tuple.of(of.account().value(), first, Math.min(last, of.chained()));
    }

    /** Of what is not chained yet there is nothing to compare. */
    ProvenSpan unproven() {
      return new ProvenSpan(first, last, of.reach(), of.chained(), null, null, List.of());
    }

    SpanWalk after(@Nullable Anchor before) {
      return new SpanWalk(of, first, last, before);
    }
  }

  @Override
  public Uni<ProvenSpan> prove(AccountId account, long first, long last) {
    return ledger
        .transaction(
            config.snapshotTimeout(),
            connection ->
                connection
                    .query(ONE_MOMENT)
                    .execute()
                    .chain(() -> standing(connection, account, first))
                    .map(of -> new Stretch(of, first, Math.min(last, of.reach())))
                    .chain(stretch -> read(connection, stretch)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(Reading::compute);
  }

  /** What was read, to be computed when the connection is free again. */
  private interface Reading {
    ProvenSpan compute();
  }

  /** What is dropped by the moment of the reading is gone, and nothing of it is missing. */
  private static Uni<Standing> standing(SqlConnection connection, AccountId account, long first) {
    return connection
        .preparedQuery(STANDING)
        .execute(Tuple.of(account.value()))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              LedgerReader.requireKept(row.getLong("dropped"), first - 1);
              String head = row.getString("hash");
              String genesis = row.getString("genesis");
              return new Standing(
                  account,
                  row.getLong("event_seq"),
                  head == null
                      ? null
                      : new Anchor(row.getLong("seq"), HEX.parseHex(head), new byte[0]),
                  genesis == null
                      ? null
                      : new Genesis(row.getString("record"), HEX.parseHex(genesis)));
            });
  }

  private static Uni<Reading> read(SqlConnection connection, Stretch stretch) {
    if (stretch.first() > Math.min(stretch.last(), stretch.of().chained())) {
      Reading unproven = stretch::unproven;
      return Uni.createFrom().item(unproven);
    }
    return connection
        .preparedQuery(LINKS)
        .execute(stretch.links())
        .map(rows -> Rows.all(rows, PgProofReader::anchor))
        .chain(
            links -> {
              boolean begins = links.isEmpty() || links.get(0).seq() >= stretch.first();
              Anchor before = begins ? null : links.get(0);
              List<Anchor> anchors = begins ? links : links.subList(1, links.size());
              return rows(connection, stretch, before, anchors);
            });
  }

  private static Uni<Reading> rows(
      SqlConnection connection, Stretch stretch, @Nullable Anchor before, List<Anchor> anchors) {
    long account = stretch.of().account().value();
    long from = before == null ? 0 : before.seq();
    long linked = anchors.isEmpty() ? from : anchors.get(anchors.size() - 1).seq();
    long until = linked >= stretch.last() ? linked : stretch.last() + TOLD_MAX - 1;
    if (until - from > stretch.last() - stretch.first() + 2 * SEGMENT_MAX) {
      Reading unread = () -> stretch.after(before).unread(until);
      return Uni.createFrom().item(unread);
    }
    return connection
        .preparedQuery(ProofSql.SPAN)
        .execute(Tuple.of(account, from, until))
        .map(rows -> Rows.all(rows, PgProofReader::logged))
        .chain(
            rows ->
                connection
                    .preparedQuery(CHECKPOINTS)
                    .execute(Tuple.of(account, from, linked))
                    .map(found -> Rows.all(found, PgProofReader::covered))
                    .map(
                        covered ->
                            () ->
                                stretch
                                    .after(before)
                                    .over(
                                        anchors,
                                        rows.stream().map(Logged::audited).toList(),
                                        covered)));
  }

  private record Logged(LoggedRow row, @Nullable String texts) {
    AuditedRow audited() {
      return AuditedRow.of(row, texts);
    }
  }

  private static Logged logged(Row row) {
    return new Logged(
        LoggedRow.of(
            row.getLong(0), row.getLong(1), row.getInteger(2), row.getString(3), row::getString),
        row.getString("texts"));
  }

  private static Anchor anchor(Row row) {
    return new Anchor(
        row.getLong("seq"),
        HEX.parseHex(row.getString("hash")),
        HEX.parseHex(row.getString("marks")));
  }

  private static Covered covered(Row row) {
    return new Covered(
        new Kept(
            row.getLong("number"),
            Rows.time(row, "at"),
            row.getLong("seq"),
            row.getString("key_id"),
            Rows.instant(row, "delivered_at")),
        HEX.parseHex(row.getString("hash")));
  }
}
