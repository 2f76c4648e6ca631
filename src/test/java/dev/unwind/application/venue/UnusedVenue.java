// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.calendar.Sessions;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A venue that nobody may call; a test overrides what it needs. */
public class UnusedVenue implements ExecutionVenue {
  @Override
  public String name() {
    return "test";
  }

  @Override
  public VenueCapabilities capabilities() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isLinkedHere() {
    return true;
  }

  @Override
  public Optional<Outage> outage() {
    return Optional.empty();
  }

  @Override
  public int room() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Sessions sessions() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<VenueOutcome>> replace(List<VenueReplacement> replacements) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Void> acknowledge(Set<UUID> reportIds) {
    throw new UnsupportedOperationException();
  }
}
