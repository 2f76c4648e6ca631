// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure on which a venue and the ledger do not agree.
 *
 * @param name symbol, currency, or the venue's id of an order that is not ours
 * @param instrument of a position; null where the ledger does not know it
 * @param ledger signed quantity, or amount of cash
 * @param venue the same, as the venue states it
 * @param since when it was first seen as it is
 */
public record Difference(
    Subject subject,
    String name,
    @Nullable InstrumentId instrument,
    Quantity ledger,
    Quantity venue,
    Instant since) {

  /** What a figure is of. */
  public enum Subject {
    POSITION,
    ORDER,
    CASH
  }

  /** What the venue has more than the ledger. */
  public Quantity amount() {
    return venue.minus(ledger);
  }

  /** Whether it is the same one, however much has been traded on both sides since. */
  public boolean isSameAs(Difference other) {
    return isOfSame(other) && amount().equals(other.amount());
  }

  /** Whether it is of the same figure. */
  public boolean isOfSame(Difference other) {
    return subject == other.subject && name.equals(other.name);
  }

  /** As first seen then. */
  public Difference seen(Instant at) {
    return new Difference(subject, name, instrument, ledger, venue, at);
  }

  @Override
  public String toString() {
    return "%s %s: ledger %s, venue %s"
        .formatted(subject.name().toLowerCase(Locale.ROOT), name, ledger, venue);
  }
}
