// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.registry.Registry;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.plan.ImportSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/** Adds what an administrator describes as an import would, by the same rules. */
@ApplicationScoped
class RegisterByImport implements Registry {
  /** Where in the document it is; the caller has sent one entry. */
  private static final Pattern PLACE = Pattern.compile("^[a-z]+\\[0]\\.?");

  private final ImportBook book;

  RegisterByImport(ImportBook book) {
    this.book = book;
  }

  @Override
  public Uni<Void> add(byte[] document, Actor actor) {
    ImportSource source =
        new ImportSource("principal " + actor.name(), DecisionOrigin.of(actor), true);
    return book.book(document, source)
        .onFailure(ImportRefusedException.class)
        .transform(
            failure ->
                new TradingException(
                    Denial.of(Reason.REQUEST_MALFORMED, first((ImportRefusedException) failure))))
        .replaceWithVoid();
  }

  private static String first(ImportRefusedException refused) {
    return PLACE.matcher(refused.mistakes().get(0).toString()).replaceFirst("");
  }
}
