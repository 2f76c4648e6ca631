// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.market;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.venue.Venues;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The hours of the US equity market: whether orders go out now is the venue's word, what comes next
 * the public calendar's.
 */
@Path("/v2/clock")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Clock")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaClockResource {
  private static final SessionKind MARKET = SessionKind.US_EQUITY;

  /** Stands in beyond the end of the known calendar, for no key may be null. */
  private static final Duration BEYOND = Duration.ofDays(1);

  /** Stands for the market as a whole, since venues are asked about an instrument. */
  private static final Instrument ANY_EQUITY =
      new Instrument(
          new InstrumentId(0),
          new UUID(0, 0),
          "",
          AssetClass.US_EQUITY,
          "",
          "USD",
          Quantity.ONE,
          Price.of("0.01"),
          Quantity.ONE,
          null,
          false,
          false,
          false,
          MARKET,
          null,
          List.of());

  private final Caller caller;
  private final LedgerReader reader;
  private final Venues venues;
  private final InstantSource clock;

  AlpacaClockResource(Caller caller, LedgerReader reader, Venues venues, InstantSource clock) {
    this.caller = caller;
    this.reader = reader;
    this.venues = venues;
    this.clock = clock;
  }

  @GET
  @Operation(operationId = "getClock", summary = "Whether the US equity market is open")
  public Uni<AlpacaClock> get() {
    Instant now = clock.instant();
    return venue().map(name -> at(now, venues.get(name).sessions()));
  }

  /** Where the caller's account is, if one is meant. */
  private Uni<VenueName> venue() {
    AccountScope scope = caller.actor().scope();
    return caller
        .account()
        .chain(account -> reader.account(scope, account))
        .map(found -> found.map(Account::venue).orElse(VenueName.SIMULATOR))
        .onFailure(TradingException.class)
        .recoverWithItem(VenueName.SIMULATOR);
  }

  /** By the hours of the venue; its DAY orders end with the session that runs or comes next. */
  public static AlpacaClock at(Instant now, Sessions sessions) {
    return new AlpacaClock(
        AlpacaWords.newYorkTimestamp(now),
        sessions.isOpen(ANY_EQUITY, now),
        AlpacaWords.newYorkTimestamp(or(sessions.nextOpen(ANY_EQUITY, now), now)),
        AlpacaWords.newYorkTimestamp(or(sessions.dayOrderExpiry(ANY_EQUITY, now), now)));
  }

  private static Instant or(@Nullable Instant at, Instant now) {
    return at == null ? now.plus(BEYOND) : at;
  }
}
