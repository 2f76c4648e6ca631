// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.webhook;

import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.WebhookStore;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.persistence.log.AdministrationLog;
import dev.unwind.persistence.log.LogEnds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Subscriptions, cursors and packages in PostgreSQL. */
@ApplicationScoped
class PgWebhooks implements WebhookStore {
  private static final Logger LOG = Logger.getLogger(PgWebhooks.class);

  /** Accounts that one claim looks at. */
  private static final int ACCOUNTS_MAX = 100;

  private static final Uni<Void> NOTHING = Uni.createFrom().voidItem();

  private final LedgerPool pool;
  private final StoreConfig config;
  private final Commits commits;

  /**
   * Whether there was one to tell when all were looked at. What is enabled later is looked at
   * whole.
   */
  private volatile boolean any = true;

  PgWebhooks(LedgerPool pool, StoreConfig config, Commits commits) {
    this.pool = pool;
    this.config = config;
    this.commits = commits;
  }

  @Override
  public Uni<Boolean> add(Subscription s, int perPrincipalMax, DecisionOrigin by) {
    return administered(
        (connection, ends) ->
            connection
                .preparedQuery(WebhookSql.LOCK_OWNER)
                .execute(Tuple.of(s.owner().value()))
                .chain(
                    () ->
                        connection
                            .preparedQuery(WebhookSql.INSERT)
                            .execute(
                                Tuple.tuple()
                                    .addUUID(s.id())
                                    .addLong(s.owner().value())
                                    .addString(s.title())
                                    .addString(s.url())
                                    .addArrayOfString(types(s))
                                    .addString(s.delay())
                                    .addInteger(s.packageSizeMax())
                                    .addOffsetDateTime(Rows.at(s.createdAt()))
                                    .addInteger(perPrincipalMax)
                                    .addString(s.dialect())
                                    .addArrayOfLong(only(s))
                                    .addString(secret(s))))
                .map(PgWebhooks::isDone)
                .call(added -> added && s.enabled() ? begin(connection, s) : NOTHING)
                .call(
                    added ->
                        added
                            ? AdministrationLog.tell(
                                connection,
                                ends,
                                new Administration(EventKind.WEBHOOK_ADDED, s.told(), by),
                                s.createdAt())
                            : NOTHING));
  }

  private <T> Uni<T> administered(BiFunction<SqlConnection, LogEnds, Uni<T>> work) {
    return LogEnds.transaction(pool, commits, config.statementTimeout(), work);
  }

  private static Uni<Void> begin(SqlConnection connection, Subscription s) {
    return update(connection, s)
        .chain(() -> connection.preparedQuery(WebhookSql.BEGIN_CURSORS).execute(Tuple.of(s.id())))
        .replaceWithVoid();
  }

  @Override
  public Uni<Page> page(
      PrincipalId owner, String dialect, int offset, int limit, boolean oldestFirst) {
    String sql = oldestFirst ? WebhookSql.PAGE_ASCENDING : WebhookSql.PAGE_DESCENDING;
    return pool.query(WebhookSql.COUNT, Tuple.of(owner.value(), dialect))
        .map(rows -> rows.iterator().next().getLong(0))
        .chain(
            total ->
                pool.query(sql, Tuple.of(owner.value(), dialect, offset, limit))
                    .map(rows -> new Page(total, WebhookRows.subscriptions(rows))));
  }

  @Override
  public Uni<Optional<Subscription>> find(PrincipalId owner, String dialect, UUID id) {
    return pool.query(WebhookSql.FIND, Tuple.of(owner.value(), dialect, id))
        .map(WebhookRows::first);
  }

  @Override
  public Uni<Optional<Subscription>> change(
      PrincipalId owner,
      String dialect,
      UUID id,
      DecisionOrigin by,
      UnaryOperator<Subscription> change) {
    return administered(
        (connection, ends) ->
            connection
                .preparedQuery(WebhookSql.FIND_LOCKED)
                .execute(Tuple.of(owner.value(), dialect, id))
                .chain(
                    rows -> {
                      Optional<Subscription> found = WebhookRows.first(rows);
                      if (found.isEmpty()) {
                        return Uni.createFrom().item(found);
                      }
                      boolean begun =
                          rows.iterator().next().getOffsetDateTime("enabled_at") != null;
                      Subscription next = change.apply(found.get());
                      Uni<Void> narrowed =
                          next.wantsLessThan(found.get())
                              ? connection
                                  .preparedQuery(WebhookSql.DROP)
                                  .execute(Tuple.of(id))
                                  .replaceWithVoid()
                              : NOTHING;
                      return narrowed
                          .chain(
                              () ->
                                  next.enabled() && !begun
                                      ? begin(connection, next)
                                      : update(connection, next))
                          .chain(
                              () ->
                                  AdministrationLog.tell(
                                      connection,
                                      ends,
                                      changed(found.get(), next, by),
                                      next.updatedAt()))
                          .replaceWith(Optional.of(next));
                    }));
  }

  private static Administration changed(Subscription before, Subscription next, DecisionOrigin by) {
    Administration told = new Administration(EventKind.WEBHOOK_CHANGED, next.told(), by);
    return Objects.equals(before.secret(), next.secret()) ? told : told.with("secret", "another");
  }

  private static Uni<Void> update(SqlConnection connection, Subscription s) {
    return connection
        .preparedQuery(WebhookSql.UPDATE)
        .execute(
            Tuple.tuple()
                .addUUID(s.id())
                .addString(s.title())
                .addString(s.url())
                .addArrayOfString(types(s))
                .addString(s.delay())
                .addInteger(s.packageSizeMax())
                .addBoolean(s.enabled())
                .addOffsetDateTime(Rows.at(s.updatedAt()))
                .addArrayOfLong(only(s))
                .addString(secret(s)))
        .replaceWithVoid();
  }

  @Override
  public Uni<Boolean> remove(
      PrincipalId owner, String dialect, UUID id, DecisionOrigin by, Instant now) {
    Administration told =
        new Administration(EventKind.WEBHOOK_REMOVED, Administered.of(id.toString()), by);
    return administered(
        (connection, ends) ->
            connection
                .preparedQuery(WebhookSql.DELETE)
                .execute(Tuple.of(owner.value(), dialect, id))
                .map(PgWebhooks::isDone)
                .call(
                    gone -> gone ? AdministrationLog.tell(connection, ends, told, now) : NOTHING));
  }

  @Override
  public Uni<List<Claim>> claim(
      UUID replica, Instant now, Instant until, int limit, Set<AccountId> grown, boolean all) {
    Long[] accounts = Conditions.longs(grown, AccountId::value);
    Tuple due =
        Tuple.of(replica, Rows.at(now), Rows.at(until), limit)
            .addArrayOfLong(accounts)
            .addBoolean(all);
    return pool.query(WebhookSql.CLAIM, due)
        .call(rows -> noted(mark(accounts, rows)))
        .call(() -> all ? noted(count()) : NOTHING)
        .map(
            rows -> {
              List<Claim> claims = new ArrayList<>();
              rows.forEach(row -> claims.add(WebhookRows.claim(row, grown)));
              return claims;
            });
  }

  /** What is claimed is worked on all the same; all accounts are looked at before long. */
  private static Uni<Void> noted(Uni<Void> beside) {
    return beside
        .onFailure()
        .invoke(failure -> LOG.warnf("Webhooks to be looked at later are not noted: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> mark(Long[] grown, RowSet<Row> claimed) {
    if (grown.length == 0 || !any) {
      return NOTHING;
    }
    List<UUID> ids = new ArrayList<>();
    claimed.forEach(row -> ids.add(row.getUUID("webhook_id")));
    return pool.query(
            WebhookSql.MARK,
            Tuple.tuple().addArrayOfLong(grown).addArrayOfUUID(ids.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  private Uni<Void> count() {
    return pool.query(WebhookSql.ANY, Tuple.tuple())
        .invoke(rows -> any = rows.iterator().next().getBoolean(0))
        .replaceWithVoid();
  }

  @Override
  public Uni<Behind> behind(Claim claim) {
    return rowsBehind(claim.subscription().id(), claim.grown())
        .map(
            rows -> {
              Map<AccountId, Long> behind = new LinkedHashMap<>();
              rows.forEach(r -> behind.put(new AccountId(r.getLong(0)), r.getLong(1)));
              return new Behind(behind, behind.size() == ACCOUNTS_MAX);
            });
  }

  private Uni<RowSet<Row>> rowsBehind(UUID webhook, @Nullable Set<AccountId> grown) {
    Tuple all = Tuple.of(webhook, ACCOUNTS_MAX);
    if (grown == null) {
      return pool.query(WebhookSql.ADD_CURSORS, Tuple.of(webhook))
          .chain(() -> pool.query(WebhookSql.BEHIND, all));
    }
    Long[] of = Conditions.longs(grown, AccountId::value);
    return pool.query(WebhookSql.ADD_CURSORS_OF, Tuple.of(webhook).addArrayOfLong(of))
        .chain(() -> pool.query(WebhookSql.BEHIND_OF, all.addArrayOfLong(of)));
  }

  @Override
  public Uni<Boolean> keep(Claim claim, Parcel next) {
    return pool.query(
            WebhookSql.KEEP,
            Tuple.tuple()
                .addUUID(claim.subscription().id())
                .addLong(claim.epoch())
                .addBuffer(Buffer.buffer(next.body()))
                .addArrayOfLong(accounts(next.reached()))
                .addArrayOfLong(seqs(next.reached())))
        .map(PgWebhooks::isDone);
  }

  @Override
  public Uni<Boolean> delivered(Claim claim, Parcel taken, boolean more, Instant now) {
    return advance(claim, taken.reached(), WebhookSql.RELEASE_DELIVERED, more, now);
  }

  @Override
  public Uni<Boolean> skipped(
      Claim claim, Map<AccountId, Long> reached, boolean more, Instant nextAt) {
    return advance(claim, reached, WebhookSql.RELEASE, more, nextAt);
  }

  /** The release comes first: only who still holds the lease moves the cursors. */
  private Uni<Boolean> advance(
      Claim claim, Map<AccountId, Long> reached, String release, boolean more, Instant nextAt) {
    UUID id = claim.subscription().id();
    return transaction(
        connection ->
            connection
                .preparedQuery(release)
                .execute(Tuple.of(id, claim.epoch(), Rows.at(nextAt), more))
                .map(PgWebhooks::isDone)
                .chain(
                    mine ->
                        mine
                            ? connection
                                .preparedQuery(WebhookSql.ADVANCE)
                                .execute(
                                    Tuple.tuple()
                                        .addUUID(id)
                                        .addArrayOfLong(accounts(reached))
                                        .addArrayOfLong(seqs(reached)))
                                .replaceWith(true)
                            : Uni.createFrom().item(false)));
  }

  @Override
  public Uni<Boolean> dropped(Claim claim, Instant now) {
    return pool.query(
            WebhookSql.RELEASE_DROPPED,
            Tuple.of(claim.subscription().id(), claim.epoch(), Rows.at(now)))
        .map(PgWebhooks::isDone);
  }

  @Override
  public Uni<Boolean> failed(Claim claim, String error, Instant nextAt) {
    return pool.query(
            WebhookSql.RELEASE_FAILED,
            Tuple.of(claim.subscription().id(), claim.epoch(), error, Rows.at(nextAt)))
        .map(PgWebhooks::isDone);
  }

  @Override
  public Uni<Boolean> postpone(Claim claim, boolean more, Instant nextAt) {
    return pool.query(
            WebhookSql.RELEASE,
            Tuple.of(claim.subscription().id(), claim.epoch(), Rows.at(nextAt), more))
        .map(PgWebhooks::isDone);
  }

  @Override
  public Uni<KeptKey> signingKey(UUID id, KeptKey offered, Instant now) {
    return transaction(
        connection ->
            connection
                .query(WebhookSql.LOCK_KEYS)
                .execute()
                .chain(() -> connection.query(WebhookSql.FIND_KEY).execute())
                .map(PgWebhooks::key)
                .chain(
                    found ->
                        found.isPresent()
                            ? Uni.createFrom().item(found.get())
                            : connection
                                .preparedQuery(WebhookSql.INSERT_KEY)
                                .execute(
                                    Tuple.tuple()
                                        .addUUID(id)
                                        .addBuffer(Buffer.buffer(offered.pkcs8()))
                                        .addBuffer(Buffer.buffer(offered.x509()))
                                        .addOffsetDateTime(Rows.at(now)))
                                .replaceWith(offered)));
  }

  @Override
  public Uni<Optional<KeptKey>> findSigningKey() {
    return pool.query(WebhookSql.FIND_KEY, Tuple.tuple()).map(PgWebhooks::key);
  }

  @Override
  public Uni<Backlog> backlog(Instant now) {
    return pool.query(WebhookSql.BACKLOG, Tuple.tuple())
        .map(
            rows -> {
              Row row = rows.iterator().next();
              Instant oldest = row.getValue("oldest") == null ? now : Rows.time(row, "oldest");
              Duration behind = Duration.between(oldest, now);
              return new Backlog(
                  row.getLong("failing"), behind.isNegative() ? Duration.ZERO : behind);
            });
  }

  private static Optional<KeptKey> key(RowSet<Row> rows) {
    if (!rows.iterator().hasNext()) {
      return Optional.empty();
    }
    Row row = rows.iterator().next();
    return Optional.of(
        new KeptKey(
            row.getBuffer("private_key").getBytes(), row.getBuffer("public_key").getBytes()));
  }

  private <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
    return pool.transaction(config.statementTimeout(), work);
  }

  private static boolean isDone(RowSet<Row> rows) {
    return rows.rowCount() > 0;
  }

  private static String[] types(Subscription subscription) {
    return subscription.types().stream().sorted().toArray(String[]::new);
  }

  private static Long @Nullable [] only(Subscription subscription) {
    return subscription.accounts().isEmpty()
        ? null
        : Conditions.longs(subscription.accounts(), AccountId::value);
  }

  private static @Nullable String secret(Subscription subscription) {
    Subscription.Secret secret = subscription.secret();
    return secret == null ? null : secret.value();
  }

  private static Long[] accounts(Map<AccountId, Long> cursors) {
    return cursors.keySet().stream().map(AccountId::value).toArray(Long[]::new);
  }

  private static Long[] seqs(Map<AccountId, Long> cursors) {
    return cursors.values().toArray(Long[]::new);
  }
}
