// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import dev.unwind.domain.value.PrincipalId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are open on this replica, counted per address and per principal, so that none
 * takes the room of all others. The maps hold open streams only.
 */
@ApplicationScoped
public class StreamPlaces {
  private final StreamsConfig config;
  private final Map<String, Integer> ofAddress = new HashMap<>();
  private final Map<PrincipalId, Integer> ofPrincipal = new HashMap<>();

  public StreamPlaces(StreamsConfig config) {
    this.config = config;
  }

  /** Takes a place for a stream whose caller is not known yet; empty where there is none left. */
  public Optional<Place> take(String address) {
    synchronized (this) {
      if (!add(ofAddress, address, config.perAddress())) {
        return Optional.empty();
      }
    }
    return Optional.of(new Place(address));
  }

  /** The same for a caller that is known. */
  public Optional<Place> take(String address, PrincipalId principal) {
    Optional<Place> place = take(address);
    if (place.isPresent() && !place.get().belongsTo(principal)) {
      place.get().leave();
      return Optional.empty();
    }
    return place;
  }

  /** Streams that are open now. */
  public synchronized int open() {
    return ofAddress.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int size() {
    return ofAddress.size() + ofPrincipal.size();
  }

  private static <K> boolean add(Map<K, Integer> counts, K key, int most) {
    int present = counts.getOrDefault(key, 0);
    if (present >= most) {
      return false;
    }
    counts.put(key, present + 1);
    return true;
  }

  private static <K> void remove(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (k, count) -> count > 1 ? count - 1 : null);
  }

  /** The place of one stream; to be left once, when it has ended. */
  public final class Place {
    private final String address;
    private @Nullable PrincipalId principal;
    private boolean left;

    private Place(String address) {
      this.address = address;
    }

    /** Counts the stream to who has signed in; false where that one has as many as it may. */
    public boolean belongsTo(PrincipalId who) {
      synchronized (StreamPlaces.this) {
        if (left || who.equals(principal)) {
          return !left;
        }
        if (!add(ofPrincipal, who, config.perPrincipal())) {
          return false;
        }
        if (principal != null) {
          remove(ofPrincipal, principal);
        }
        principal = who;
        return true;
      }
    }

    /** Gives the place back; false where that was done before. */
    public boolean leave() {
      synchronized (StreamPlaces.this) {
        if (left) {
          return false;
        }
        left = true;
        remove(ofAddress, address);
        if (principal != null) {
          remove(ofPrincipal, principal);
        }
        return true;
      }
    }
  }
}
