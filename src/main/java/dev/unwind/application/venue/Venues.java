// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The venues that this process knows, by the names under which accounts are bound to them. */
@ApplicationScoped
public class Venues {
  private final Map<String, ExecutionVenue> byName = new TreeMap<>();
  private final Instant since;

  /**
   * @param builtIn venues that are beans themselves
   * @param sources those that the configuration names
   */
  @Inject
  public Venues(
      Instance<ExecutionVenue> builtIn, Instance<VenueSource> sources, InstantSource clock) {
    since = clock.instant();
    builtIn.forEach(this::add);
    sources.forEach(source -> source.venues().forEach(this::add));
  }

  private Venues(List<ExecutionVenue> all) {
    since = Instant.EPOCH;
    all.forEach(this::add);
  }

  /** These and no others. */
  public static Venues of(ExecutionVenue... venues) {
    return new Venues(List.of(venues));
  }

  private void add(ExecutionVenue venue) {
    if (byName.putIfAbsent(new VenueName(venue.name()).value(), venue) != null) {
      throw new IllegalStateException("two venues are named " + venue.name());
    }
  }

  public Optional<ExecutionVenue> find(VenueName name) {
    return Optional.ofNullable(byName.get(name.value()));
  }

  /**
   * Where an account is bound to. Bindings to what is not configured are refused, at import, by
   * call and at start; another replica may be configured otherwise all the same, and then this one
   * treats the venue as one that does not answer.
   */
  public ExecutionVenue get(VenueName name) {
    ExecutionVenue venue = byName.get(name.value());
    return venue == null ? new Unconfigured(name.value(), since) : venue;
  }

  /** All, ascending by name. */
  public List<ExecutionVenue> all() {
    return new ArrayList<>(byName.values());
  }

  /** Those that this replica may speak to at the moment. */
  public List<VenueName> linkedHere() {
    return byName.values().stream()
        .filter(ExecutionVenue::isLinkedHere)
        .map(venue -> new VenueName(venue.name()))
        .toList();
  }

  /** The names of all, as messages list them. */
  public String names() {
    return String.join(", ", byName.keySet());
  }

  /** Nothing is sent there from here. What is given for it waits for a replica that knows it. */
  private record Unconfigured(String name, Instant since) implements ExecutionVenue {
    private static final VenueCapabilities CAPABILITIES =
        new VenueCapabilities(
            EnumSet.allOf(OrderType.class),
            EnumSet.allOf(TimeInForce.class),
            1,
            true,
            false,
            false);
    private static final Sessions SESSIONS = new CalendarSessions();

    @Override
    public VenueCapabilities capabilities() {
      return CAPABILITIES;
    }

    @Override
    public boolean isLinkedHere() {
      return false;
    }

    @Override
    public Optional<Outage> outage() {
      return Optional.of(new Outage(since, "no venue is configured here under the name " + name));
    }

    @Override
    public int room() {
      return 0;
    }

    @Override
    public Sessions sessions() {
      return SESSIONS;
    }

    @Override
    public Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
      return untold(orders);
    }

    @Override
    public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
      return untold(orders);
    }

    @Override
    public Uni<List<VenueOutcome>> replace(List<VenueReplacement> replacements) {
      return untold(replacements);
    }

    @Override
    public Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
      return untold(orders);
    }

    private Uni<List<VenueOutcome>> untold(List<?> asked) {
      VenueOutcome untold = new VenueOutcome.NotTold("no venue is configured here under its name");
      return Uni.createFrom().item(Collections.nCopies(asked.size(), untold));
    }

    @Override
    public Uni<Void> acknowledge(Set<UUID> reportIds) {
      return Uni.createFrom().voidItem();
    }
  }
}
