// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretDigestTest {
  @Test
  void itIsSha256() {
    assertThat(HexFormat.of().formatHex(SecretDigest.of("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void onlyTheSecretItselfMatches() {
    byte[] stored = SecretDigest.of("secret");
    assertThat(SecretDigest.matches("secret", stored)).isTrue();
    assertThat(SecretDigest.matches("Secret", stored)).isFalse();
    assertThat(SecretDigest.matches("secret", new byte[0])).isFalse();
  }

  @Test
  void nothingThatCarriesASecretPrintsIt() {
    assertThat(
            Map.of(
                    1, new Credential.ApiKey("PK1", "hush"),
                    2, new Credential.Token("hush"),
                    3, new IssuedCredential(UUID.randomUUID(), "PK1", "hush", null))
                .toString())
        .doesNotContain("hush");
  }
}
