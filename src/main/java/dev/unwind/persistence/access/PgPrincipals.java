// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.NewCredential;
import dev.unwind.application.access.PrincipalRecord;
import dev.unwind.application.access.PrincipalSummary;
import dev.unwind.application.access.Principals;
import dev.unwind.application.access.StoredCredential;
import dev.unwind.application.access.StoredPassword;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Uids;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.persistence.log.AdministrationLog;
import dev.unwind.persistence.log.LogEnds;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Principals in PostgreSQL: single statements on the request path, entities for administration. */
@ApplicationScoped
class PgPrincipals implements Principals {
  private static final String WEBHOOKS_LAG =
      """
      update webhook set lagging = true where webhook_id in (
        select w.webhook_id from webhook w where w.principal_id = ?1 order by w.webhook_id for update)
      """;

  private static final String UNIQUE_VIOLATION = "23505";

  private final LedgerPool pool;
  private final PrincipalRepository principals;
  private final PrincipalGrantRepository grants;
  private final CredentialRepository credentials;
  private final Pool writes;
  private final StoreCalls calls;
  private final StoreConfig config;
  private final Commits commits;

  PgPrincipals(
      LedgerPool pool,
      PrincipalRepository principals,
      PrincipalGrantRepository grants,
      CredentialRepository credentials,
      Pool writes,
      StoreCalls calls,
      StoreConfig config,
      Commits commits) {
    this.pool = pool;
    this.principals = principals;
    this.grants = grants;
    this.credentials = credentials;
    this.writes = writes;
    this.calls = calls;
    this.config = config;
    this.commits = commits;
  }

  @Override
  public Uni<Optional<StoredCredential>> findApiKey(String keyId) {
    return pool.query(CredentialSql.BY_KEY_ID, Tuple.of(keyId))
        .map(rows -> Rows.first(rows, PrincipalRows::stored));
  }

  @Override
  public Uni<Optional<StoredCredential>> findToken(byte[] secretSha256) {
    return pool.query(CredentialSql.BY_TOKEN, Tuple.of(Buffer.buffer(secretSha256)))
        .map(rows -> Rows.first(rows, PrincipalRows::stored));
  }

  @Override
  public Uni<Optional<StoredPassword>> findPassword(String name) {
    return pool.query(CredentialSql.BY_NAME, Tuple.of(name))
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new StoredPassword(
                            PrincipalRows.bearer(row), row.getString("password_hash"))));
  }

  @Override
  public Uni<Map<UUID, AccountScope>> unrevoked(Set<UUID> credentialIds) {
    return pool.query(
            CredentialSql.UNREVOKED,
            Tuple.tuple().addArrayOfUUID(credentialIds.toArray(new UUID[0])))
        .map(
            rows ->
                stream(rows)
                    .collect(
                        Collectors.toMap(
                            row -> row.getUUID("credential_id"), PrincipalRows::scope)));
  }

  @Override
  public Uni<Optional<AccountId>> findAccount(String nameUidOrId) {
    if (nameUidOrId.indexOf('\0') >= 0) {
      return Uni.createFrom().item(Optional.empty());
    }
    return pool.query(
            CredentialSql.ACCOUNT, Tuple.of(nameUidOrId, uid(nameUidOrId), id(nameUidOrId)))
        .map(rows -> Rows.first(rows, row -> new AccountId(row.getLong(0))));
  }

  @Override
  public Uni<Void> add(NewCredential credential, @Nullable Administration told) {
    String tags =
        credential.tags().isEmpty()
            ? null
            : new JsonObject(new HashMap<>(credential.tags())).encode();
    Tuple row =
        Tuple.tuple()
            .addUUID(credential.id())
            .addLong(credential.principal().value())
            .addString(credential.kind().name())
            .addString(credential.keyId())
            .addValue(Buffer.buffer(credential.secretSha256()))
            .addString(credential.publicKey())
            .addString(tags)
            .addOffsetDateTime(Rows.at(credential.createdAt()))
            .addOffsetDateTime(Rows.at(credential.expiresAt()));
    return told == null
        ? calls.write(writes, CredentialSql.INSERT, row).replaceWithVoid()
        : LogEnds.transaction(
            pool,
            commits,
            config.statementTimeout(),
            (connection, ends) ->
                connection
                    .preparedQuery(CredentialSql.INSERT)
                    .execute(row)
                    .chain(
                        () ->
                            AdministrationLog.tell(
                                connection, ends, told, credential.createdAt())));
  }

  @Override
  public Uni<Optional<Principal>> findByName(String name) {
    return findPassword(name).map(found -> found.map(StoredPassword::principal));
  }

  @Override
  public Uni<Principal> create(
      String name,
      Set<Role> roles,
      boolean allAccounts,
      Set<AccountId> accounts,
      Administration told,
      Instant now) {
    PrincipalEntity entity = new PrincipalEntity();
    entity.name = name;
    entity.roles = roles.stream().map(PrincipalRows::code).sorted().toArray(String[]::new);
    entity.allAccounts = allAccounts;
    entity.createdAt = now.atOffset(ZoneOffset.UTC);
    return administer(
            ends ->
                principals
                    .persistAndFlush(entity)
                    .chain(saved -> keepGrants(idOf(saved), accounts))
                    .chain(() -> tell(ends, told, now))
                    .replaceWith(entity))
        .onFailure(PgPrincipals::isNameTaken)
        .transform(failure -> new TradingException(Reason.NAME_TAKEN, failure))
        .map(
            saved ->
                new Principal(
                    new PrincipalId(idOf(saved)),
                    name,
                    roles,
                    new AccountScope(allAccounts, accounts)));
  }

  @Override
  public Uni<List<PrincipalSummary>> list(int limit) {
    return pool.query(CredentialSql.LIST, Tuple.of(limit))
        .map(rows -> stream(rows).map(PrincipalRows::summary).toList());
  }

  @Override
  public Uni<Boolean> prolong(UUID credentialId, Instant until, Instant now) {
    return pool.query(CredentialSql.PROLONG, Tuple.of(credentialId, Rows.at(until), Rows.at(now)))
        .map(rows -> rows.size() > 0);
  }

  @Override
  public Uni<Boolean> revokeCredential(
      UUID credentialId, @Nullable Administration told, Instant now) {
    return administer(
        ends ->
            credentials
                .findById(credentialId, LockModeType.PESSIMISTIC_WRITE)
                .map(found -> revoke(found, now))
                .call(
                    revoked ->
                        revoked && told != null
                            ? tell(ends, told, now)
                            : Uni.createFrom().voidItem()));
  }

  @Override
  public Uni<Boolean> revokeApiKey(String keyId, DecisionOrigin by, Instant now) {
    return administer(
        ends ->
            credentials
                .find("keyId = ?1 and kind = ?2", keyId, CredentialKind.API_KEY.name())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .chain(
                    found ->
                        found == null || !revoke(found, now)
                            ? Uni.createFrom().item(false)
                            : principals
                                .findById(found.principalId)
                                .chain(owner -> tell(ends, revoked(owner.name, found, by), now))
                                .replaceWith(true)));
  }

  private static Administration revoked(String owner, CredentialEntity key, DecisionOrigin by) {
    return new Administration(EventKind.KEY_REVOKED, Administered.of(owner), by)
        .with("id", key.id)
        .with("key", String.valueOf(key.keyId));
  }

  @Override
  public Uni<Boolean> revokePrincipal(String name, DecisionOrigin by, Instant now) {
    return administer(
        ends ->
            principals
                .find("name", name)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .chain(
                    found -> {
                      if (found == null || found.revokedAt != null) {
                        return Uni.createFrom().item(false);
                      }
                      found.revokedAt = now.atOffset(ZoneOffset.UTC);
                      return tell(
                              ends,
                              new Administration(
                                  EventKind.PRINCIPAL_REVOKED, Administered.of(name), by),
                              now)
                          .replaceWith(true);
                    }));
  }

  @Override
  public Uni<List<PrincipalRecord>> within(AccountScope scope, int offset, int limit) {
    return pool.query(
            CredentialSql.LIST_WITHIN, visible(scope).addInteger(offset).addInteger(limit))
        .map(rows -> stream(rows).map(PrincipalRows::principal).toList());
  }

  @Override
  public Uni<Optional<PrincipalRecord>> within(AccountScope scope, String name) {
    return name.indexOf('\0') >= 0
        ? Uni.createFrom().item(Optional.empty())
        : pool.query(CredentialSql.FIND_WITHIN, visible(scope).addString(name))
            .map(rows -> Rows.first(rows, PrincipalRows::principal));
  }

  private static Tuple visible(AccountScope scope) {
    Long[] accounts = scope.accounts().stream().map(AccountId::value).toArray(Long[]::new);
    return Tuple.tuple().addBoolean(scope.all()).addArrayOfLong(accounts);
  }

  @Override
  public Uni<Boolean> isNameTaken(String name) {
    return pool.query(CredentialSql.NAME, Tuple.of(name)).map(rows -> rows.size() > 0);
  }

  @Override
  public Uni<Void> grant(
      PrincipalId principal,
      boolean allAccounts,
      Set<AccountId> accounts,
      Administration told,
      Instant now) {
    return administer(
        ends ->
            principals
                .findById(principal.value(), LockModeType.PESSIMISTIC_WRITE)
                .invoke(found -> found.allAccounts = allAccounts)
                .chain(() -> grants.delete("principalId", principal.value()))
                .chain(() -> keepGrants(principal.value(), accounts))
                .chain(() -> webhooksLag(principal))
                .chain(() -> tell(ends, told, now)));
  }

  /**
   * What was granted is told of from now on, and not only when it has grown. Locked in the order in
   * which those who tell lock what they mark, or each would wait for a webhook of the other.
   */
  private static Uni<Integer> webhooksLag(PrincipalId principal) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(WEBHOOKS_LAG)
                    .setParameter(1, principal.value())
                    .executeUpdate());
  }

  /** Panache persists no list that is empty, as of who acts on all accounts, or on none. */
  private Uni<Void> keepGrants(long principal, Set<AccountId> accounts) {
    return accounts.isEmpty()
        ? Uni.createFrom().voidItem()
        : grants.persist(
            accounts.stream().map(account -> new PrincipalGrantEntity(account.value(), principal)));
  }

  /** Of two who make a principal of one name at once, one has. */
  private static boolean isNameTaken(Throwable failure) {
    return failure instanceof ConstraintViolationException violation
        && UNIQUE_VIOLATION.equals(violation.getSQLState());
  }

  @Override
  public Uni<Boolean> expire(UUID credentialId, Instant at, Administration told, Instant now) {
    OffsetDateTime end = at.atOffset(ZoneOffset.UTC);
    return administer(
        ends ->
            credentials
                .findById(credentialId, LockModeType.PESSIMISTIC_WRITE)
                .map(
                    found -> {
                      if (found == null || found.revokedAt != null) {
                        return false;
                      }
                      if (found.expiresAt == null || found.expiresAt.isAfter(end)) {
                        found.expiresAt = end;
                      }
                      return true;
                    })
                .call(done -> done ? tell(ends, told, now) : Uni.createFrom().voidItem()));
  }

  private static Uni<Void> tell(LogEnds ends, Administration told, Instant now) {
    return Panache.getSession().chain(session -> AdministrationLog.tell(session, ends, told, now));
  }

  private <T> Uni<T> administer(Function<LogEnds, Uni<T>> work) {
    return calls
        .administered(Panache.withTransaction(() -> LogEnds.attempt(work)))
        .map(written -> LogEnds.committed(commits, written));
  }

  private static boolean revoke(@Nullable CredentialEntity found, Instant now) {
    if (found == null || found.revokedAt != null) {
      return false;
    }
    found.revokedAt = now.atOffset(ZoneOffset.UTC);
    return true;
  }

  private static long idOf(PrincipalEntity saved) {
    Long id = saved.id;
    if (id == null) {
      throw new IllegalStateException("saved without an id");
    }
    return id;
  }

  private static @Nullable UUID uid(String text) {
    return Uids.read(text).orElse(null);
  }

  private static @Nullable Long id(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
