// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.TradingException;
import dev.unwind.application.proof.ChainHead;
import dev.unwind.application.proof.Checkpoint;
import dev.unwind.application.proof.CheckpointStore;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checkpoints in their tables. They follow each other: of two that make one, the second waits. */
@ApplicationScoped
class PgCheckpoints implements CheckpointStore {
  private static final Duration MAKE_MAX = Duration.ofSeconds(30);
  private static final HexFormat HEX = HexFormat.of();

  private static final String IN_TURN = "select ledger from proof_ledger for update";

  private static final String LAST =
      """
      select g.ledger, c.number, encode(c.hash, 'hex') as hash
      from proof_ledger g left join lateral (select * from proof_checkpoint order by number desc limit 1) c on true
      """;

  static final String MOVED =
      "select account_id, seq, encode(hash, 'hex') as hash from proof_head where seq > proven_seq order by account_id limit $1";

  static final String NOTE_PROVEN =
      """
      update proof_head h set proven_seq = u.seq from unnest($1::bigint[], $2::bigint[]) u (account_id, seq)
      where h.account_id = u.account_id
      """;

  private static final String INSERT =
      """
      insert into proof_checkpoint (number, at, previous, root, heads, hash, key_id, signature)
      values ($1, $2, decode($3, 'hex'), decode($4, 'hex'), $5, decode($6, 'hex'), $7, decode($8, 'hex'))
      """;

  /** Joined, so that each server of a ledger that is spread takes those of its accounts. */
  static final String INSERT_HEADS =
      """
      insert into proof_checkpoint_head (number, account_id, seq, hash)
      select $1::bigint, u.account_id, u.seq, decode(u.hash, 'hex')
      from unnest($2::bigint[], $3::bigint[], $4::text[]) u (account_id, seq, hash)
      join proof_head h on h.account_id = u.account_id
      returning account_id
      """;

  private static final String UNDELIVERED =
      """
      select g.ledger, c.number, c.at, encode(c.previous, 'hex') as previous, c.key_id, encode(c.signature, 'hex') as signature
      from proof_checkpoint c cross join proof_ledger g where c.delivered_at is null order by c.number limit $1
      """;

  static final String HEADS =
      "select account_id, seq, encode(hash, 'hex') as hash from proof_checkpoint_head where number = $1 order by account_id";

  private static final String DELIVERED =
      "update proof_checkpoint set delivered_at = $2 where number = $1";

  private final Pool pool;
  private final LedgerPool ledger;
  private final StoreCalls calls;

  PgCheckpoints(Pool pool, LedgerPool ledger, StoreCalls calls) {
    this.pool = pool;
    this.ledger = ledger;
    this.calls = calls;
  }

  @Override
  public Uni<Optional<Checkpoint>> make(
      Instant at, int headsMax, Function<byte[], Optional<Checkpoint.Signed>> signer) {
    return ledger.transaction(
        MAKE_MAX,
        connection ->
            connection
                .preparedQuery(IN_TURN)
                .execute()
                .chain(() -> connection.preparedQuery(MOVED).execute(Tuple.of(headsMax)))
                .map(PgCheckpoints::heads)
                .chain(
                    heads ->
                        heads.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : make(connection, at, heads, signer)));
  }

  private static List<ChainHead> heads(RowSet<Row> rows) {
    List<ChainHead> heads = new ArrayList<>(rows.size());
    for (Row row : rows) {
      heads.add(
          new ChainHead(
              new AccountId(row.getLong(0)), row.getLong(1), HEX.parseHex(row.getString(2))));
    }
    return heads;
  }

  private static Uni<Optional<Checkpoint>> make(
      SqlConnection connection,
      Instant at,
      List<ChainHead> heads,
      Function<byte[], Optional<Checkpoint.Signed>> signer) {
    return connection
        .preparedQuery(LAST)
        .execute()
        .map(
            rows -> {
              Row last = rows.iterator().next();
              Long number = last.getLong("number");
              Checkpoint unsigned =
                  new Checkpoint(
                      last.getUUID("ledger"),
                      number == null ? 1 : number + 1,
                      at,
                      number == null
                          ? new byte[Link.HASH_BYTES]
                          : HEX.parseHex(last.getString("hash")),
                      heads,
                      null);
              return unsigned.signed(signer.apply(unsigned.hash()).orElse(null));
            })
        .call(checkpoint -> connection.preparedQuery(INSERT).execute(scalars(checkpoint)))
        .call(
            checkpoint ->
                connection
                    .preparedQuery(INSERT_HEADS)
                    .execute(heads(checkpoint))
                    .invoke(rows -> requireAll(rows.size(), heads.size())))
        .call(
            () ->
                connection
                    .preparedQuery(NOTE_PROVEN)
                    .execute(
                        Columns.of(heads)
                            .longs(head -> head.account().value())
                            .longs(ChainHead::seq)
                            .tuple()))
        .map(Optional::of);
  }

  /** A server may have gone away since its heads were read. */
  private static void requireAll(int written, int heads) {
    if (written != heads) {
      throw new TradingException(Reason.STORE_UNAVAILABLE);
    }
  }

  private static Tuple scalars(Checkpoint checkpoint) {
    byte[] root = checkpoint.root();
    int heads = checkpoint.heads().size();
    Checkpoint.Signed signed = checkpoint.signed();
    return Tuple.tuple()
        .addLong(checkpoint.number())
        .addOffsetDateTime(Rows.at(checkpoint.at()))
        .addString(HEX.formatHex(checkpoint.previous()))
        .addString(HEX.formatHex(root))
        .addInteger(heads)
        .addString(HEX.formatHex(checkpoint.hash(root, heads)))
        .addString(signed == null ? null : signed.keyId())
        .addString(signed == null ? null : HEX.formatHex(signed.signature()));
  }

  private static Tuple heads(Checkpoint checkpoint) {
    return Columns.of(checkpoint.heads(), Tuple.of(checkpoint.number()))
        .longs(head -> head.account().value())
        .longs(ChainHead::seq)
        .texts(head -> HEX.formatHex(head.hash()))
        .tuple();
  }

  @Override
  public Uni<List<Checkpoint>> undelivered(int limit) {
    return ledger
        .query(UNDELIVERED, Tuple.of(limit))
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(
            row ->
                ledger
                    .query(HEADS, Tuple.of(row.getLong("number")))
                    .map(heads -> checkpoint(row, heads(heads))))
        .collect()
        .asList();
  }

  private static Checkpoint checkpoint(Row row, List<ChainHead> heads) {
    String key = row.getString("key_id");
    @Nullable String signature = row.getString("signature");
    return new Checkpoint(
        row.getUUID("ledger"),
        row.getLong("number"),
        Rows.time(row, "at"),
        HEX.parseHex(row.getString("previous")),
        heads,
        key == null || signature == null
            ? null
            : new Checkpoint.Signed(key, HEX.parseHex(signature)));
  }

  @Override
  public Uni<Void> delivered(Checkpoint checkpoint, Instant at) {
    return calls
        .again(
            Uni.createFrom()
                .deferred(
                    () ->
                        pool.preparedQuery(DELIVERED)
                            .execute(Tuple.of(checkpoint.number(), Rows.at(at)))))
        .replaceWithVoid();
  }
}
