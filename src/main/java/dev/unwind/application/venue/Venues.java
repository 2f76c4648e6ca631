// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.value.VenueName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The venues that this process knows, by the names under which accounts are bound to them. */
@ApplicationScoped
public class Venues {
  private final Map<String, ExecutionVenue> byName = new TreeMap<>();

  /**
   * @param builtIn venues that are beans themselves
   * @param sources those that the configuration names
   */
  @Inject
  public Venues(Instance<ExecutionVenue> builtIn, Instance<VenueSource> sources) {
    builtIn.forEach(this::add);
    sources.forEach(source -> source.venues().forEach(this::add));
  }

  private Venues(List<ExecutionVenue> all) {
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
   * One that is known to exist: bindings to others are refused, at import, by call and at start.
   */
  public ExecutionVenue get(VenueName name) {
    ExecutionVenue venue = byName.get(name.value());
    if (venue == null) {
      throw new IllegalStateException("no venue is configured under the name " + name);
    }
    return venue;
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
}
