// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
  private final ClientAddresses behindProxies =
      new ClientAddresses(
          new Settings(List.of("10.0.0.0/8", "::1"), ForwardingConfig.Header.X_FORWARDED_FOR));

  private record Settings(List<String> proxies, Header header) implements ForwardingConfig {
    @Override
    public Optional<List<String>> trustedProxies() {
      return proxies.isEmpty() ? Optional.empty() : Optional.of(proxies);
    }
  }

  @Test
  void nobodysWordIsTakenWithoutATrustedProxy() {
    ClientAddresses direct =
        new ClientAddresses(new Settings(List.of(), ForwardingConfig.Header.X_FORWARDED_FOR));
    assertThat(direct.of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("192.0.2.7");
    assertThat(behindProxies.of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("192.0.2.7");
  }

  @Test
  void onlyWhatTrustedProxiesHaveAddedIsBelieved() {
    assertThat(behindProxies.of("10.1.2.3", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(behindProxies.of("10.1.2.3", List.of("1.1.1.1, 198.51.100.1, 10.9.9.9")))
        .isEqualTo("198.51.100.1");
    assertThat(behindProxies.of("10.1.2.3", List.of("1.1.1.1", "198.51.100.1")))
        .isEqualTo("198.51.100.1");
    assertThat(behindProxies.of("0:0:0:0:0:0:0:1", List.of("198.51.100.1:4711")))
        .isEqualTo("198.51.100.1");
  }

  @Test
  void whatIsNoAddressEndsTheChain() {
    for (String said : List.of("", "unknown", "localhost", "1.2.3", "cafe", "999.1.1.1")) {
      assertThat(behindProxies.of("10.1.2.3", List.of("198.51.100.1, " + said)))
          .as(said)
          .isEqualTo("10.1.2.3");
    }
    assertThat(behindProxies.of("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
  }

  @Test
  void theOtherHeaderIsReadWhereItIsConfigured() {
    ClientAddresses forwarded =
        new ClientAddresses(new Settings(List.of("10.0.0.0/8"), ForwardingConfig.Header.FORWARDED));
    assertThat(
            forwarded.of(
                "10.1.2.3",
                List.of("for=192.0.2.60;proto=https, For=\"[2001:db8:cafe::17]:4711\"")))
        .isEqualTo("2001:db8:cafe:0:0:0:0:0/64");
  }

  @Test
  void aNetworkOfOneClientCountsAsOneAddress() {
    assertThat(behindProxies.of("2001:db8:1:2:aaaa::1", List.of()))
        .isEqualTo(behindProxies.of("2001:db8:1:2:bbbb::2", List.of()));
    assertThat(behindProxies.of("::ffff:192.0.2.7", List.of())).isEqualTo("192.0.2.7");
  }

  @Test
  void aSettingThatIsNoNetworkIsRefused() {
    for (String wrong : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "")) {
      Settings settings = new Settings(List.of(wrong), ForwardingConfig.Header.X_FORWARDED_FOR);
      assertThatThrownBy(() -> new ClientAddresses(settings))
          .hasMessageContaining("unwind.http.forwarding.trusted-proxies");
    }
  }
}
