// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import java.util.Map;

/** What the configuration says of the broker. */
public final class VenueSettings {
  static final String NAME = "broker";
  private static final String PREFIX = "unwind.venues." + NAME + ".";

  /** Where the broker is; what the demo sets itself. */
  public static final String URL = PREFIX + "url";

  private VenueSettings() {}

  /** Of a broker at a port of this machine. */
  public static Map<String, String> of(int port) {
    return Map.of(
        PREFIX + "kind",
        "alpaca",
        URL,
        "http://127.0.0.1:" + port,
        PREFIX + "key-id",
        AlpacaStep.EQUITY.id(),
        PREFIX + "secret",
        AlpacaStep.EQUITY.secret());
  }
}
