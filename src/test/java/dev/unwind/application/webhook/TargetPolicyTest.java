// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {
  private final TargetPolicy strict = new TargetPolicy(false);
  private final TargetPolicy open = new TargetPolicy(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com/in",
        "https://hooks.example.com:8443/in?a=b",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/"
      })
  void publicAddressesAreTaken(String url) {
    assertThat(strict.refusal(url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.com/in",
        "ftp://hooks.example.com/in",
        "hooks.example.com",
        "https:///in",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:70000/",
        "https://hooks example.com/",
        "https://localhost/",
        "https://api.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://0.0.0.0/",
        "https://2130706433/"
      })
  void everythingElseIsRefusedWithAReason(String url) {
    assertThat(strict.refusal(url)).isNotBlank();
  }

  @Test
  void anOverlongAddressIsRefused() {
    assertThat(strict.refusal("https://hooks.example.com/" + "a".repeat(1000))).contains("1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.1.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:1::1",
        "::7f00:1"
      })
  void resolvedPrivateAddressesAreNotAdmitted(String address) throws UnknownHostException {
    assertThat(strict.admits(InetAddress.getByName(address))).isFalse();
    assertThat(open.admits(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.1",
        "172.32.0.1",
        "198.20.0.1",
        "2606:4700:4700::1111",
        "2002:5db8:d822::1",
        "64:ff9b::5db8:d822"
      })
  void resolvedPublicAddressesAreAdmitted(String address) throws UnknownHostException {
    assertThat(strict.admits(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void developmentMayUsePlainHttpOnLoopback() {
    assertThat(open.refusal("http://127.0.0.1:9000/hook")).isNull();
    assertThat(open.refusal("http://localhost:9000/hook")).isNull();
    assertThat(open.refusal("gopher://localhost/")).isNotBlank();
  }
}
