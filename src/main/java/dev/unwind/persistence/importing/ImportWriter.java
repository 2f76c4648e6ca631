// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.importing;

import dev.unwind.application.access.NewCredential;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.AccountId;
import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.plan.BookPlan.NewAlias;
import dev.unwind.importing.plan.BookPlan.NewPrincipal;
import dev.unwind.persistence.Rows;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what an import brings besides books: accounts, instruments, quotes, principals. */
final class ImportWriter {
  private record Grant(long account, long principal) {}

  private ImportWriter() {}

  static Uni<Void> write(SqlConnection connection, BookPlan plan, Instant now) {
    List<NewAlias> aliases =
        Stream.concat(
                plan.instruments().stream()
                    .flatMap(
                        instrument ->
                            instrument.aliases().stream()
                                .map(alias -> new NewAlias(instrument.id(), alias))),
                plan.aliases().stream())
            .toList();
    List<Grant> grants =
        plan.principals().stream()
            .map(NewPrincipal::principal)
            .flatMap(
                principal ->
                    principal.scope().accounts().stream()
                        .map(AccountId::value)
                        .map(account -> new Grant(account, principal.id().value())))
            .toList();
    List<NewCredential> credentials =
        plan.principals().stream().flatMap(principal -> principal.credentials().stream()).toList();
    return run(connection, ImportSql.INSERT_ACCOUNTS, plan.accounts(), ImportWriter::accounts)
        .chain(
            () ->
                run(
                    connection,
                    ImportSql.INSERT_INSTRUMENTS,
                    plan.instruments(),
                    ImportWriter::instruments))
        .chain(
            () ->
                run(
                    connection,
                    ImportSql.INSERT_ALIASES,
                    aliases,
                    rows ->
                        Columns.of(rows)
                            .longs(alias -> alias.instrument().value())
                            .texts(NewAlias::alias)))
        .chain(() -> run(connection, ImportSql.INSERT_QUOTES, plan.quotes(), ImportWriter::quotes))
        .chain(
            () ->
                run(
                    connection,
                    ImportSql.INSERT_PRINCIPALS,
                    plan.principals(),
                    rows -> principals(rows, now)))
        .chain(
            () ->
                run(
                    connection,
                    ImportSql.INSERT_GRANTS,
                    grants,
                    rows -> Columns.of(rows).longs(Grant::account).longs(Grant::principal)))
        .chain(
            () ->
                run(
                    connection,
                    ImportSql.INSERT_CREDENTIALS,
                    credentials,
                    ImportWriter::credentials));
  }

  private static <T> Uni<Void> run(
      SqlConnection connection, String sql, List<T> rows, Function<List<T>, Columns<T>> columns) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Tuple parameters = columns.apply(rows).tuple();
    return connection.preparedQuery(sql).execute(parameters).replaceWithVoid();
  }

  private static Columns<Account> accounts(List<Account> rows) {
    return Columns.of(rows)
        .longs(account -> account.id().value())
        .uuids(Account::uid)
        .texts(Account::name)
        .names(Account::type)
        .names(Account::status)
        .texts(Account::currency)
        .names(Account::positionMode)
        .flags(Account::settles)
        .amounts(Account::cash)
        .uuids(Account::owner)
        .uuids(Account::groupUid)
        .names(account -> account.latch().state())
        .texts(account -> account.latch().by())
        .texts(account -> account.latch().reason())
        .times(account -> account.latch().at())
        .times(Account::createdAt)
        .texts(account -> account.venue().value());
  }

  private static Columns<Instrument> instruments(List<Instrument> rows) {
    return Columns.of(rows)
        .longs(instrument -> instrument.id().value())
        .uuids(Instrument::uid)
        .texts(Instrument::symbol)
        .texts(instrument -> code(instrument.assetClass()))
        .texts(Instrument::exchange)
        .texts(Instrument::currency)
        .quantities(Instrument::quantityIncrement)
        .prices(Instrument::priceIncrement)
        .quantities(Instrument::multiplier)
        .texts(Instrument::isin)
        .flags(Instrument::fractionable)
        .flags(Instrument::shortable)
        .flags(Instrument::marginable)
        .texts(instrument -> code(instrument.session()))
        .texts(instrument -> of(instrument.contract(), FuturesContract::product))
        .texts(instrument -> of(instrument.contract(), FuturesContract::productDescription))
        .ints(instrument -> of(instrument.contract(), FuturesContract::expirationMonth))
        .times(instrument -> of(instrument.contract(), FuturesContract::expirationDate))
        .flags(instrument -> of(instrument.contract(), FuturesContract::isFront))
        .amounts(Instrument::initialMargin);
  }

  private static Columns<Quote> quotes(List<Quote> rows) {
    return Columns.of(rows)
        .longs(quote -> quote.instrument().value())
        .prices(Quote::last)
        .prices(Quote::bid)
        .prices(Quote::ask)
        .prices(Quote::previousClose)
        .times(Quote::at);
  }

  private static Columns<NewPrincipal> principals(List<NewPrincipal> rows, Instant now) {
    return Columns.of(rows, Rows.at(now))
        .longs(row -> row.principal().id().value())
        .texts(row -> row.principal().name())
        .texts(NewPrincipal::passwordHash)
        .texts(
            row ->
                row.principal().roles().stream()
                    .sorted()
                    .map(ImportWriter::roleCode)
                    .collect(Collectors.joining(",")))
        .flags(row -> row.principal().scope().all());
  }

  private static Columns<NewCredential> credentials(List<NewCredential> rows) {
    return Columns.of(rows)
        .uuids(NewCredential::id)
        .longs(credential -> credential.principal().value())
        .names(NewCredential::kind)
        .texts(NewCredential::keyId)
        .texts(credential -> HexFormat.of().formatHex(credential.secretSha256()))
        .texts(NewCredential::publicKey)
        .times(NewCredential::createdAt);
  }

  private static String roleCode(Role role) {
    return code(role);
  }

  private static String code(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static <T, R> @Nullable R of(@Nullable T value, Function<T, @Nullable R> part) {
    return value == null ? null : part.apply(value);
  }
}
