// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.venue.VenueSettingException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which links a configuration may ask for. */
class AlpacaVenuesTest {
  private static final int ABOVE_DEFAULTS = 200;

  @Test
  void twoVenuesAtOneAddressHaveTwoKeys() {
    Map<String, String> settings = new HashMap<>(venue("a", "https://broker.example", "K1"));
    settings.putAll(venue("b", "https://broker.example", "K2"));
    settings.putAll(venue("c", "https://other.example", "K1"));
    assertThat(AlpacaVenues.settings(config(settings))).hasSize(3);

    settings.putAll(venue("d", "https://Broker.example/", "K1"));
    assertThatThrownBy(() -> AlpacaVenues.settings(config(settings)))
        .isInstanceOf(VenueSettingException.class)
        .hasMessageContaining("key-id is another venue's at the same address");
  }

  private static Map<String, String> venue(String name, String url, String key) {
    String path = "unwind.venues." + name + ".";
    return Map.of(
        path + "kind", "alpaca", path + "url", url, path + "key-id", key, path + "secret", "s");
  }

  private static VenuesConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, ABOVE_DEFAULTS, new DurationConverter())
        .withMapping(VenuesConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(VenuesConfig.class);
  }
}
