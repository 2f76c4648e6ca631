// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.importing;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.importing.plan.FreshIds;
import dev.unwind.importing.plan.LedgerContents;
import dev.unwind.importing.plan.LedgerContents.Holding;
import dev.unwind.importing.plan.LedgerContents.LogEnd;
import dev.unwind.importing.plan.LedgerContents.OfAccount;
import dev.unwind.importing.plan.LedgerNames;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.market.InstrumentSql;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Looks up what of an import's names the ledger has already, and draws ids for the rest. */
final class ImportLookup {
  private final SqlConnection connection;
  private final LedgerNames names;

  private final Map<String, Account> accounts = new HashMap<>();
  private final Map<AccountId, LogEnd> logs = new HashMap<>();
  private final Set<Long> accountIds = new HashSet<>();
  private final Set<UUID> accountUids = new HashSet<>();
  private final List<Instrument> instruments = new ArrayList<>();

  ImportLookup(SqlConnection connection, LedgerNames names) {
    this.connection = connection;
    this.names = names;
  }

  Uni<LedgerContents> contents() {
    return accounts().chain(this::instruments).chain(this::rest);
  }

  private Uni<Void> accounts() {
    Tuple keys =
        Tuple.tuple()
            .addArrayOfLong(names.accountIds().toArray(new Long[0]))
            .addArrayOfUUID(names.accountUids().toArray(new UUID[0]));
    return run(ImportSql.ACCOUNTS, texts(names.accounts()))
        .invoke(
            rows -> {
              for (Row row : rows) {
                Account account = Rows.account(row);
                accounts.put(account.name(), account);
                logs.put(
                    account.id(), new LogEnd(row.getLong("event_seq"), Rows.time(row, "event_at")));
              }
            })
        .chain(() -> run(ImportSql.ACCOUNT_KEYS, keys))
        .invoke(
            rows -> {
              for (Row row : rows) {
                accountIds.add(row.getLong(0));
                accountUids.add(row.getUUID(1));
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> instruments() {
    Tuple keys =
        texts(names.spellings())
            .addArrayOfLong(names.instrumentIds().toArray(new Long[0]))
            .addArrayOfUUID(names.instrumentUids().toArray(new UUID[0]))
            .addArrayOfString(names.isins().toArray(new String[0]));
    return run(ImportSql.INSTRUMENTS, keys)
        .invoke(rows -> rows.forEach(row -> instruments.add(InstrumentSql.instrument(row))))
        .replaceWithVoid();
  }

  /** Sent one behind the other on the one connection, so they may be joined. */
  private Uni<LedgerContents> rest() {
    Long[] known = logs.keySet().stream().map(AccountId::value).toArray(Long[]::new);
    Long[] traded =
        instruments.stream().map(instrument -> instrument.id().value()).toArray(Long[]::new);
    Tuple holdings = Tuple.tuple().addArrayOfLong(known).addArrayOfLong(traded);
    FreshIds.Needs needs = names.needs();
    return Uni.combine()
        .all()
        .unis(
            List.of(
                quoted(traded),
                set(ImportSql.PRINCIPALS, texts(names.principals()), row -> row.getString(0)),
                set(ImportSql.KEY_IDS, texts(names.keyIds()), row -> row.getString(0)),
                set(ImportSql.TOKENS, texts(names.tokenHashes()), row -> row.getString(0)),
                set(
                    ImportSql.POSITIONS,
                    holdings,
                    row ->
                        new Holding(
                            new AccountId(row.getLong(0)), new InstrumentId(row.getLong(1)))),
                set(
                    ImportSql.POSITION_IDS,
                    ofAccounts(known, names.positionIds()),
                    ImportLookup::ofAccount),
                set(
                    ImportSql.CLIENT_ORDER_IDS,
                    ofAccounts(known, names.clientOrderIds()),
                    ImportLookup::ofAccount),
                fresh("account_id_seq", needs.accounts()),
                fresh("instrument_id_seq", needs.instruments()),
                fresh("principal_id_seq", needs.principals()),
                fresh("position_id_seq", needs.positions()),
                fresh("order_id_seq", needs.orders()),
                fresh("order_version_id_seq", needs.orders()),
                fresh("event_id_seq", needs.orders())))
        .with(
            found ->
                new LedgerContents(
                    accounts,
                    logs,
                    accountIds,
                    accountUids,
                    instruments,
                    pricesOf(found.get(0)),
                    setOf(found.get(1)),
                    setOf(found.get(2)),
                    setOf(found.get(3)),
                    setOf(found.get(4)),
                    setOf(found.get(5)),
                    setOf(found.get(6)),
                    new FreshIds(
                        listOf(found.get(7)),
                        listOf(found.get(8)),
                        listOf(found.get(9)),
                        listOf(found.get(10)),
                        listOf(found.get(11)),
                        listOf(found.get(12)),
                        listOf(found.get(13)),
                        UUID::randomUUID)));
  }

  private Uni<Map<InstrumentId, Price>> quoted(Long[] traded) {
    return run(ImportSql.QUOTED, Tuple.tuple().addArrayOfLong(traded))
        .map(
            rows -> {
              Map<InstrumentId, Price> prices = new HashMap<>();
              rows.forEach(
                  row ->
                      prices.put(
                          new InstrumentId(row.getLong(0)), new Price(row.getBigDecimal(1))));
              return prices;
            });
  }

  private <T> Uni<Set<T>> set(String sql, Tuple parameters, Function<Row, T> read) {
    return run(sql, parameters).map(rows -> Rows.set(rows, read));
  }

  private Uni<List<Long>> fresh(String sequence, int count) {
    return run(ImportSql.fresh(sequence), Tuple.of(count))
        .map(rows -> Rows.all(rows, row -> row.getLong(0)));
  }

  private Uni<RowSet<Row>> run(String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters);
  }

  private static OfAccount ofAccount(Row row) {
    return new OfAccount(new AccountId(row.getLong(0)), row.getString(1));
  }

  private static Tuple texts(Collection<String> texts) {
    return Tuple.tuple().addArrayOfString(texts.toArray(new String[0]));
  }

  private static Tuple ofAccounts(Long[] accounts, Collection<String> names) {
    return Tuple.tuple().addArrayOfLong(accounts).addArrayOfString(names.toArray(new String[0]));
  }

  @SuppressWarnings("unchecked")
  private static Map<InstrumentId, Price> pricesOf(Object found) {
    return (Map<InstrumentId, Price>) found;
  }

  @SuppressWarnings("unchecked")
  private static <T> Set<T> setOf(Object found) {
    return (Set<T>) found;
  }

  @SuppressWarnings("unchecked")
  private static List<Long> listOf(Object found) {
    return (List<Long>) found;
  }
}
