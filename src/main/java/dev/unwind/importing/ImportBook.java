// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import dev.unwind.application.access.Passwords;
import dev.unwind.application.access.SecretDigest;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.value.VenueName;
import dev.unwind.importing.book.BookDocument;
import dev.unwind.importing.book.BookDocument.AccountEntry;
import dev.unwind.importing.book.BookDocument.PrincipalEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.book.JsonText;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.plan.BookPlanner;
import dev.unwind.importing.plan.BookStore;
import dev.unwind.importing.plan.HeldLegs;
import dev.unwind.importing.plan.ImportSource;
import dev.unwind.importing.plan.PositionFileDefaults;
import dev.unwind.importing.table.AlpacaPositions;
import dev.unwind.importing.table.CsvText;
import dev.unwind.importing.table.PositionFile;
import dev.unwind.importing.table.TablePositions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills the ledger from documents: all of one or nothing of it, each once for ever, adding rows and
 * never changing any. Fails with {@link ImportRefusedException} telling every mistake.
 */
@ApplicationScoped
public class ImportBook {
  private static final int HASHING_AT_ONCE = 4;

  private final JsonText json;
  private final CsvText csv;
  private final ImportConfig limits;
  private final BookStore store;
  private final InstantSource clock;
  private final Venues venues;
  private final Passwords passwords;

  public ImportBook(
      JsonText json,
      CsvText csv,
      ImportConfig limits,
      BookStore store,
      InstantSource clock,
      Venues venues,
      Passwords passwords) {
    this.json = json;
    this.csv = csv;
    this.limits = limits;
    this.store = store;
    this.clock = clock;
    this.venues = venues;
    this.passwords = passwords;
  }

  /**
   * Imports a book document.
   *
   * @param source where it came from, noted beside its hash
   */
  public Uni<ImportReport> book(byte[] text, String source) {
    return book(text, new ImportSource(source, DecisionOrigin.SERVICE, false));
  }

  public Uni<ImportReport> book(byte[] text, ImportSource source) {
    return unlessApplied(
        text,
        () -> {
          Mistakes mistakes = new Mistakes();
          BookDocument document = new BookReader(mistakes).read(json.read(text));
          requireWithin(document.size());
          return apply(text, source, document, mistakes);
        });
  }

  /**
   * A document is usually offered at every start; that it was applied long ago is found out before
   * it is read and its passwords are hashed, which takes by far the longest.
   */
  private Uni<ImportReport> unlessApplied(byte[] text, Supplier<Uni<? extends ImportReport>> work) {
    return onWorker(() -> store.isApplied(SecretDigest.of(text)))
        .chain(
            applied ->
                applied ? Uni.createFrom().item(ImportReport.ALREADY_APPLIED) : onWorker(work));
  }

  /** Imports positions of one account from a file of another system. */
  public Uni<ImportReport> positions(byte[] text, String from, PositionFile file) {
    ImportSource source = new ImportSource(from, DecisionOrigin.COMMAND_LINE, false);
    return unlessApplied(
        salted(file, text),
        () ->
            store
                .findAccount(file.account())
                .chain(
                    account ->
                        onWorker(() -> positions(text, source, file, account.orElse(null)))));
  }

  private Uni<ImportReport> positions(
      byte[] text, ImportSource source, PositionFile file, @Nullable Account account) {
    String createIn = file.createIn();
    if (account == null && createIn == null) {
      throw new ImportRefusedException("", "no account " + file.account());
    }
    if (account != null && createIn != null && !createIn.equals(account.currency())) {
      throw new ImportRefusedException(
          "", "account " + file.account() + " exists in " + account.currency());
    }
    String currency = account != null ? account.currency() : String.valueOf(createIn);
    AccountEntry created =
        account == null ? PositionFileDefaults.account(file.account(), currency) : null;
    Mistakes mistakes = new Mistakes();
    if (!file.format().isTable()) {
      BookDocument document =
          new AlpacaPositions(file.account(), created, currency, mistakes).read(json.read(text));
      requireWithin(document.positions().size());
      return apply(salted(file, text), source, document, mistakes);
    }
    TablePositions table = new TablePositions(file, created, currency, csv, limits, mistakes);
    BookDocument document = table.read(text);
    if (document.positions().isEmpty() && mistakes.isEmpty()) {
      mistakes.add("", "no row of the file is a position");
    }
    return apply(salted(file, text), source, document, mistakes)
        .map(report -> report.leaving(table.skipped(), table.unread()));
  }

  private void requireWithin(long entries) {
    if (entries > limits.maxRows()) {
      throw new ImportRefusedException(
          "",
          "the document has "
              + entries
              + " entries, more than the "
              + limits.maxRows()
              + " of unwind.import.max-rows; split it");
    }
  }

  /**
   * The same file may be meant for another account too, and for the same one with other rows left
   * out.
   */
  private static byte[] salted(PositionFile file, byte[] text) {
    PositionFile.Options options = file.options();
    String choice =
        options.equals(PositionFile.Options.NONE)
            ? ""
            : " " + new TreeMap<>(options.columns()) + options.skip() + options;
    byte[] salt =
        (file.format() + " " + file.account() + choice + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] salted = Arrays.copyOf(salt, salt.length + text.length);
    System.arraycopy(text, 0, salted, salt.length, text.length);
    return salted;
  }

  private Uni<ImportReport> apply(
      byte[] text, ImportSource source, BookDocument document, Mistakes mistakes) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    document.accounts().forEach(account -> requireVenue(account, mistakes));
    BookPlanner planner = new BookPlanner(document, mistakes);
    // Orders of accounts that are bound elsewhere are refused: that venue has them already.
    Optional<ExecutionVenue> market = venues.find(VenueName.SIMULATOR);
    Sessions sessions = market.map(ExecutionVenue::sessions).orElseGet(CalendarSessions::new);
    boolean pairsLinked = market.map(venue -> venue.capabilities().linksPairs()).orElse(true);
    return passwordHashes(document)
        .chain(
            hashes ->
                store.importOnce(
                    SecretDigest.of(text),
                    source,
                    now,
                    planner.names(),
                    ledger -> {
                      BookPlan plan = planner.plan(ledger, hashes, sessions, now);
                      return pairsLinked ? plan : HeldLegs.of(plan);
                    }))
        .map(applied -> applied.map(ImportReport::of).orElse(ImportReport.ALREADY_APPLIED));
  }

  private void requireVenue(AccountEntry account, Mistakes mistakes) {
    if (venues.find(account.venue()).isEmpty()) {
      mistakes.add(
          account.path() + ".venue",
          "no venue is configured under the name "
              + account.venue()
              + "; there are: "
              + venues.names());
    } else if (!account.venue().equals(VenueName.SIMULATOR)
        && account.positionMode() == PositionMode.HEDGING) {
      mistakes.add(
          account.path() + ".venue",
          "an account that keeps a position per order can only be at " + VenueName.SIMULATOR);
    }
  }

  private Uni<Map<String, String>> passwordHashes(BookDocument document) {
    return Multi.createFrom()
        .iterable(document.principals())
        .filter(principal -> principal.password() != null)
        .onItem()
        .transformToUni(
            principal ->
                Uni.createFrom()
                    .item(() -> Map.entry(principal.name(), hash(principal)))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
        .merge(HASHING_AT_ONCE)
        .collect()
        .in(HashMap::new, (hashes, entry) -> hashes.put(entry.getKey(), entry.getValue()));
  }

  private String hash(PrincipalEntry principal) {
    return passwords.hash(Optional.ofNullable(principal.password()).orElseThrow());
  }

  /** Reading a large document takes longer than an event loop can spare. */
  private static <T> Uni<T> onWorker(Supplier<Uni<? extends T>> work) {
    return Uni.createFrom().deferred(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }
}
