// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.importing;

import dev.unwind.application.ledger.Administration;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.plan.ImportSource;
import dev.unwind.persistence.account.StandingLog;
import dev.unwind.persistence.log.AdministrationLog;
import dev.unwind.persistence.log.LogEnds;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Tells of an import, within its transaction: of a document in one entry of the log of
 * administration; of what an administrator has asked for by itself, an account in its own log.
 */
final class ImportLog {
  private ImportLog() {}

  static Uni<Void> tell(
      SqlConnection connection,
      LogEnds ends,
      BookPlan plan,
      byte[] sha256,
      ImportSource source,
      Instant now) {
    if (!source.each()) {
      return AdministrationLog.tell(connection, ends, document(plan, sha256, source), now);
    }
    return all(plan.accounts(), account -> opened(connection, ends, account, source, now))
        .chain(
            () ->
                all(
                    plan.instruments(),
                    instrument ->
                        AdministrationLog.tell(connection, ends, added(instrument, source), now)));
  }

  private static <T> Uni<Void> all(List<T> each, Function<T, Uni<Void>> tell) {
    return Multi.createFrom()
        .iterable(each)
        .onItem()
        .transformToUniAndConcatenate(tell::apply)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Administration document(BookPlan plan, byte[] sha256, ImportSource source) {
    Administration told =
        new Administration(EventKind.BOOK_IMPORTED, Administered.of(source.text()), source.by())
            .with("sha256", HexFormat.of().formatHex(sha256));
    told = counted(told, "accounts", plan.accounts().size());
    told = counted(told, "instruments", plan.instruments().size());
    told = counted(told, "aliases", plan.aliases().size());
    told = counted(told, "quotes", plan.quotes().size());
    told = counted(told, "principals", plan.principals().size());
    told =
        counted(
            told,
            "keys",
            plan.principals().stream().mapToInt(each -> each.credentials().size()).sum());
    told = counted(told, "positions", plan.positions().size());
    return counted(told, "orders", plan.orders().size());
  }

  private static Administration counted(Administration told, String name, int count) {
    return count == 0 ? told : told.with(name, count);
  }

  private static Uni<Void> opened(
      SqlConnection connection, LogEnds ends, Account account, ImportSource source, Instant now) {
    Administered what =
        Administered.of(account.name())
            .with("type", account.type())
            .with("currency", account.currency())
            .with("positionMode", account.positionMode())
            .with("cash", account.cash())
            .with("venue", account.venue());
    return StandingLog.tell(
        connection, ends, List.of(account.id()), EventKind.ACCOUNT_OPENED, what, source.by(), now);
  }

  private static Administration added(Instrument instrument, ImportSource source) {
    return new Administration(
            EventKind.INSTRUMENT_ADDED, Administered.of(instrument.symbol()), source.by())
        .with("assetClass", instrument.assetClass())
        .with("currency", instrument.currency())
        .with("quantityIncrement", instrument.quantityIncrement())
        .with("priceIncrement", instrument.priceIncrement())
        .with("multiplier", instrument.multiplier());
  }
}
