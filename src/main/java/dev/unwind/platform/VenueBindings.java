// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.value.VenueName;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether every account's venue is configured here. One that is not would keep its orders for ever
 * without a word.
 */
@ApplicationScoped
public class VenueBindings {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final VenueLedger ledger;
  private final Venues venues;
  private final boolean worksInBackground;

  VenueBindings(
      VenueLedger ledger,
      Venues venues,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true")
          boolean worksInBackground) {
    this.ledger = ledger;
    this.venues = venues;
    this.worksInBackground = worksInBackground;
  }

  /** Before a document is imported, and before anything is told to a venue. */
  void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
    if (!worksInBackground) {
      return;
    }
    requireSettings();
    for (VenueName name : unconfigured()) {
      throw new StartRefusedException(
          StartFault.SETTING,
          "Accounts are bound to the venue "
              + name
              + ", which is not configured: unwind.venues."
              + name
              + ".kind is missing. There are: "
              + venues.names()
              + ".");
    }
  }

  /** Venues that accounts are bound to, and that this configuration does not have. */
  public List<VenueName> unconfigured() {
    return ledger.bound().await().atMost(PATIENCE).stream()
        .filter(name -> venues.find(name).isEmpty())
        .toList();
  }

  /** Venues are made when they are first looked at. */
  private void requireSettings() {
    try {
      venues.all();
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause != null && !(cause instanceof VenueSettingException)) {
        cause = cause.getCause();
      }
      if (cause == null) {
        throw e;
      }
      throw new StartRefusedException(StartFault.SETTING, cause.getMessage() + ".", e);
    }
  }
}
