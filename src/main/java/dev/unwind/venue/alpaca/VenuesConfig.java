// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Venues by the names under which accounts are bound to them. */
@ConfigMapping(prefix = "unwind.venues")
public interface VenuesConfig {
  @WithParentName
  Map<String, @Valid Link> links();

  /** One venue. */
  interface Link {
    /** What it speaks: {@code alpaca}; {@code simulator} is there without being configured. */
    String kind();

    /** Where its API is, such as {@code https://paper-api.alpaca.markets}. */
    Optional<URI> url();

    /** The id of the API key. */
    Optional<String> keyId();

    /** The key's secret; better told by the environment or by {@code secret-file}. */
    Optional<String> secret();

    /** A file whose first line is the key's secret. */
    Optional<Path> secretFile();

    /** Requests that the broker allows in a minute; other users of the same key share them. */
    @WithDefault("200")
    @Min(1)
    @Max(100000)
    int requestsPerMinute();

    /** Connections at once. */
    @WithDefault("8")
    @Min(1)
    @Max(64)
    int connections();

    /**
     * How long one answer may take; then the outcome is unknown and asked for. Well below {@code
     * unwind.dispatch.venue-timeout}.
     */
    @WithDefault("2500ms")
    Duration requestTimeout();

    /**
     * How long after a request of unknown outcome the broker may still say that it does not know
     * the order without that being believed; it must have said so twice, too.
     */
    @WithDefault("10s")
    Duration settling();

    /** How long a replica that is gone keeps the link. */
    @WithDefault("15s")
    Duration lease();

    /** How often orders are looked up whose reports the stream may have lost. */
    @WithDefault("10s")
    Duration lookUp();

    /**
     * How many live orders are looked up and compared at once, of which the broker lists 500 in a
     * request. Of more than that each has its turn to be looked up, and none is compared.
     */
    @WithDefault("20000")
    @Min(500)
    @Max(20000)
    int ordersMax();

    /**
     * What closes of US equities are before and after the regular session: {@code none}, and they
     * wait, or {@code limit@quote+25} for a limit 25 hundredths of a percent beyond the far side of
     * the market.
     */
    @WithDefault("none")
    String extendedHours();
  }
}
