// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.FixVenuesConfig;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration may ask for, and what follows from it. */
class FixSettingsTest {
  private static final int ABOVE_DEFAULTS = 200;
  private static final Quote QUOTE =
      new Quote(
          new InstrumentId(1),
          Price.of("100"),
          Price.of("99.99"),
          Price.of("100.01"),
          null,
          Instant.EPOCH);

  @Test
  void aVenueNeedsItsAddressAndItsNames() {
    Map<String, String> settings = venue("a");
    FixSettings whole = FixSettings.of(config(settings)).get(0);
    assertThat(whole.beginString()).isEqualTo("FIX.4.4");
    assertThat(whole.closeAs().isLimit()).isFalse();
    for (String key : settings.keySet()) {
      if (!key.endsWith("kind")) {
        Map<String, String> less = new HashMap<>(settings);
        less.remove(key);
        assertThatThrownBy(() -> FixSettings.of(config(less)))
            .isInstanceOf(VenueSettingException.class)
            .hasMessage(key + " is missing");
      }
    }
  }

  @Test
  void oneSessionIsOneVenue() {
    Map<String, String> settings = new HashMap<>(venue("a"));
    settings.putAll(venue("b"));
    assertRefused(settings, "another venue's session");
    settings.put("unwind.venues.b.sender-comp-id", "OTHER");
    assertThat(FixSettings.of(config(settings))).hasSize(2);
  }

  @Test
  void whatCannotBeSentIsRefusedAtTheStart() {
    assertRefused(with("begin-string", "FIX.5.0"), "can be FIX.4.4 or FIX.4.2");
    assertRefused(with("order-types", "LIMIT,TRAILING_STOP"), "trailing stops");
    assertRefused(with("close-as", "limit"), "close-as");
    assertRefused(with("close-as", "limit@quote+9999999"), "close-as");
    assertRefused(with("start-time", "08:00:00"), "end-time is missing");
  }

  @Test
  void whatTheSessionCouldNotBeginWithIsRefusedAtTheStart() {
    assertRefused(hours("08:00", "17:30:00", "UTC"), "such as 08:00:00");
    assertRefused(hours("08:00:00.5", "17:30:00", "UTC"), "such as 08:00:00");
    assertRefused(hours("08:00:00", "17:30:00", "+02:00"), "such as 08:00:00");
    Map<String, String> days = hours("08:00:00", "17:30:00", "Europe/Berlin");
    assertThat(FixSettings.of(config(days)).get(0).hours()).isPresent();
    days.put("unwind.venues.a.start-day", "Sunnday");
    days.put("unwind.venues.a.end-day", "Friday");
    assertRefused(days, "a day is such as Sunday");
    days.put("unwind.venues.a.start-day", "Sunday");
    assertThat(FixSettings.of(config(days)).get(0).hours()).isPresent();
    assertRefused(with("secret", "of-nobody"), "username is missing");
    assertRefused(with("request-timeout", "0s"), "request-timeout");
    assertRefused(with("lease", "1s"), "lease");
    assertRefused(with("sender-comp-id", " "), "sender-comp-id is missing");
  }

  private static Map<String, String> hours(String start, String end, String zone) {
    Map<String, String> settings = with("start-time", start);
    settings.put("unwind.venues.a.end-time", end);
    settings.put("unwind.venues.a.time-zone", zone);
    return settings;
  }

  @Test
  void anEncryptedConnectionNeedsToKnowWhomToTrust() {
    assertRefused(with("tls", "true"), "trust-store is missing");
    Map<String, String> settings = with("tls", "true");
    settings.put("unwind.venues.a.trust-store", "/nowhere/at/all");
    assertRefused(settings, "cannot be read");
    settings.put("unwind.venues.a.host", "192.0.2.7");
    assertRefused(settings, "not an address");
    settings.put("unwind.venues.a.host", "2001:db8::7");
    assertRefused(settings, "not an address");
  }

  @Test
  void passwordsOfStoresStandInFiles(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "of the store\n");
    Map<String, String> settings = with("tls", "true");
    settings.put("unwind.venues.a.trust-store", file.toString());
    settings.put("unwind.venues.a.key-store", file.toString());
    settings.put("unwind.venues.a.trust-store-password-file", file.toString());
    settings.put("unwind.venues.a.key-store-password-file", file.toString());
    FixSettings.Tls tls = FixSettings.of(config(settings)).get(0).tls().orElseThrow();
    assertThat(tls.trustPassword()).isEqualTo("of the store");
    assertThat(tls.keyPassword()).isEqualTo("of the store");
    assertThat(tls.toString()).doesNotContain("of the store");
    settings.put("unwind.venues.a.key-store-password-file", directory.resolve("none").toString());
    assertRefused(settings, "key-store-password-file cannot be read");
  }

  @Test
  void whatCameWithLaterVersionsIsNotAskedOfEarlierOnes() {
    Map<String, String> cancels = with("mass-cancel", "true");
    assertThat(FixSettings.of(config(cancels)).get(0).massCancel()).isTrue();
    cancels.put("unwind.venues.a.begin-string", "FIX.4.2");
    assertRefused(cancels, "mass-cancel wants begin-string FIX.4.4");
    Map<String, String> positions = with("positions", "true");
    assertRefused(positions, "account is missing");
    positions.put("unwind.venues.a.account", "ACC-1");
    assertThat(FixSettings.of(config(positions)).get(0).positions())
        .contains(Duration.ofSeconds(10));
    positions.put("unwind.venues.a.begin-string", "FIX.4.2");
    assertRefused(positions, "positions wants begin-string FIX.4.4");
  }

  @Test
  void aLimitInsteadOfAMarketOrderIsBeyondTheQuoteAndStillTrades() {
    CloseAs atQuote = CloseAs.of("p", "market", "limit@quote");
    assertThat(atQuote.limit(Side.SELL, QUOTE, Price.of("0.01"))).isEqualTo(Price.of("99.99"));
    CloseAs beyond = CloseAs.of("p", "market", "limit@quote+25");
    assertThat(beyond.limit(Side.SELL, QUOTE, Price.of("0.01"))).isEqualTo(Price.of("99.74"));
    assertThat(beyond.limit(Side.BUY, QUOTE, Price.of("0.01"))).isEqualTo(Price.of("100.27"));
    assertThat(
            CloseAs.of("p", "market", "limit@quote\u00b110bps")
                .limit(Side.BUY, QUOTE, Price.of("0.05")))
        .isEqualTo(Price.of("100.15"));
  }

  @Test
  void aMessageIsReadPastWhatIsNotKnown() {
    String soh = "\u0001";
    RawMessage message =
        RawMessage.of(
            String.join(
                    soh,
                    "8=FIX.4.4",
                    "35=8",
                    "354=9",
                    "355=a" + soh + "11=x|=b",
                    "11=real",
                    "382=2",
                    "375=A",
                    "375=B",
                    "9999=own",
                    "60=20261129-08:30:00.123456",
                    "14=2.50")
                + soh);
    assertThat(message.text(Tag.CL_ORD_ID)).contains("real");
    assertThat(message.quantity(Tag.CUM_QTY)).hasToString("2.5");
    assertThat(message.at()).contains(Instant.parse("2026-11-29T08:30:00.123456Z"));
  }

  private static void assertRefused(Map<String, String> settings, String why) {
    assertThatThrownBy(() -> FixSettings.of(config(settings)))
        .isInstanceOf(VenueSettingException.class)
        .hasMessageContaining(why);
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> settings = new HashMap<>(venue("a"));
    settings.put("unwind.venues.a." + key, value);
    return settings;
  }

  private static Map<String, String> venue(String name) {
    String path = "unwind.venues." + name + ".";
    return Map.of(
        path + "kind", "fix",
        path + "host", "fix.example",
        path + "port", "9878",
        path + "sender-comp-id", "UNWIND",
        path + "target-comp-id", "VENUE");
  }

  private static FixVenuesConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, ABOVE_DEFAULTS, new DurationConverter())
        .withMapping(FixVenuesConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(FixVenuesConfig.class);
  }
}
