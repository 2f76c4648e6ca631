// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Venues of kind {@code fix}, by the names under which accounts are bound to them. */
@ConfigMapping(prefix = "unwind.venues")
public interface FixVenuesConfig {
  @WithParentName
  Map<String, @Valid Link> links();

  /** One venue, which is one session. */
  interface Link {
    /** What it speaks. */
    String kind();

    /** The host to connect to. */
    Optional<String> host();

    /** Its port. */
    Optional<@Min(1) @Max(65535) Integer> port();

    /** The version: {@code FIX.4.4} or {@code FIX.4.2}. */
    @WithDefault("FIX.4.4")
    String beginString();

    /** What we are called there. */
    Optional<String> senderCompId();

    /** What the venue is called. */
    Optional<String> targetCompId();

    /** Sent with the logon, if there. */
    Optional<String> username();

    /** The password of the logon; better told by the environment or by {@code secret-file}. */
    Optional<String> secret();

    /** A file whose first line is the password of the logon. */
    Optional<Path> secretFile();

    /** The account there, sent with each order (field 1). */
    Optional<String> account();

    /** How often either side says that it is there. */
    @WithDefault("30s")
    Duration heartbeat();

    /** How long until a broken connection is tried again. */
    @WithDefault("2s")
    Duration reconnect();

    /** When the session begins, such as {@code 08:00:00}; without it the session never ends. */
    Optional<String> startTime();

    /** When it ends. Numbers begin anew with the next session, and never else by us. */
    Optional<String> endTime();

    /** On which day a session of a week begins, such as {@code Sunday}. */
    Optional<String> startDay();

    /** On which day it ends. */
    Optional<String> endDay();

    /** The zone of these times. */
    @WithDefault("UTC")
    String timeZone();

    /** Types of orders that the venue takes. */
    @WithDefault("MARKET,LIMIT,STOP,STOP_LIMIT")
    Set<OrderType> orderTypes();

    /** Times in force that the venue takes. */
    @WithDefault("DAY,GTC,IOC,FOK,GTD")
    Set<TimeInForce> timesInForce();

    /**
     * What a market order becomes: {@code market}, or {@code limit@quote+25} for a limit 25
     * hundredths of a percent beyond the far side of the market, where the venue has no market
     * orders.
     */
    @WithDefault("market")
    String closeAs();

    /** How long an id of an order may be there. */
    @WithDefault("36")
    @Min(12)
    @Max(64)
    int clOrdIdLength();

    /** Whether the venue can be asked about an order. */
    @WithDefault("true")
    boolean statusRequests();

    /** Whether orders can be replaced there. */
    @WithDefault("true")
    boolean replaces();

    /**
     * Whether all orders of an instrument can be cancelled by one request (FIX 4.4); it is used
     * where nothing else works there on that side.
     */
    @WithDefault("false")
    boolean massCancel();

    /**
     * Whether the venue can be asked for positions (FIX 4.4), which are then compared; of the
     * {@code account} there, and so for a venue that one account is bound to.
     */
    @WithDefault("false")
    boolean positions();

    /** How long its answer to that may take. */
    @WithDefault("10s")
    Duration positionsTimeout();

    /** Whether the connection is encrypted; then {@code trust-store} says whom to trust. */
    @WithDefault("false")
    boolean tls();

    /** A store of the certificates that are trusted. */
    Optional<Path> trustStore();

    /** Its password; better told by the environment or by {@code trust-store-password-file}. */
    Optional<String> trustStorePassword();

    /** A file whose first line is that password. */
    Optional<Path> trustStorePasswordFile();

    /** A store with our own certificate, where the venue asks for one. */
    Optional<Path> keyStore();

    /** Its password, and that of the key in it; likewise. */
    Optional<String> keyStorePassword();

    /** A file whose first line is that password. */
    Optional<Path> keyStorePasswordFile();

    /** Messages that have come in and are not booked; beyond that nothing is read any more. */
    @WithDefault("20000")
    @Min(100)
    @Max(1000000)
    int inboxMax();

    /**
     * How long an answer may take; then the outcome is unknown. Well below {@code
     * unwind.dispatch.venue-timeout}.
     */
    @WithDefault("2500ms")
    Duration requestTimeout();

    /** How long a replica that is gone keeps the session. */
    @WithDefault("15s")
    Duration lease();

    /** How long messages that went out are kept, for those who look into them. */
    @WithDefault("7d")
    Duration messageRetention();
  }
}
