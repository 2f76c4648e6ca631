// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.reconciliation.StatedAsset;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueCapabilities;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A session whose other side can be asked for positions. It states those of one account there:
 * where more than one of ours is bound to it, nothing is said of any.
 */
final class StatingVenue implements ExecutionVenue, StatesAccount {
  private final FixVenue venue;
  private final Positions positions;
  private final Supplier<Uni<List<AccountId>>> bound;
  private final Supplier<Instant> linkedSince;

  /**
   * @param bound the accounts of this venue, two of them at most
   */
  StatingVenue(
      FixVenue venue,
      Positions positions,
      Supplier<Uni<List<AccountId>>> bound,
      Supplier<Instant> linkedSince) {
    this.venue = venue;
    this.positions = positions;
    this.bound = bound;
    this.linkedSince = linkedSince;
  }

  @Override
  public Uni<Statement> statement(AccountId account) {
    return bound
        .get()
        .chain(
            accounts ->
                accounts.stream().allMatch(account::equals)
                    ? positions.ask().map(held -> new Statement(held, null, null))
                    : Uni.createFrom().item(Statement.NOTHING));
  }

  /** It is not asked about instruments. */
  @Override
  public Uni<Optional<StatedAsset>> asset(String symbol) {
    return Uni.createFrom().item(Optional.empty());
  }

  @Override
  public Instant linkedSince() {
    return linkedSince.get();
  }

  @Override
  public String name() {
    return venue.name();
  }

  @Override
  public VenueCapabilities capabilities() {
    return venue.capabilities();
  }

  @Override
  public boolean isLinkedHere() {
    return venue.isLinkedHere();
  }

  @Override
  public Optional<Outage> outage() {
    return venue.outage();
  }

  @Override
  public int room() {
    return venue.room();
  }

  @Override
  public Sessions sessions() {
    return venue.sessions();
  }

  @Override
  public Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
    return venue.submit(orders);
  }

  @Override
  public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
    return venue.cancel(orders);
  }

  @Override
  public Uni<List<VenueOutcome>> replace(List<VenueReplacement> replacements) {
    return venue.replace(replacements);
  }

  @Override
  public Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
    return venue.query(orders);
  }

  @Override
  public Uni<Void> acknowledge(Set<UUID> reportIds) {
    return venue.acknowledge(reportIds);
  }
}
