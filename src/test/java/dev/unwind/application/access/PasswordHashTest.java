// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.fixture.BesideTheApplication;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheApplication
class PasswordHashTest {
  private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @Test
  void onlyThePasswordItselfMatches() {
    String hash = PasswordHash.of("demo-password", SALT, 2_000);
    assertThat(hash).startsWith("pbkdf2-sha512$2000$").doesNotContain("demo");
    assertThat(PasswordHash.matches("demo-password", hash)).isTrue();
    assertThat(PasswordHash.matches("demo-Password", hash)).isFalse();
    assertThat(PasswordHash.matches("", hash)).isFalse();
  }

  @Test
  void anotherSaltMakesAnotherHash() {
    String other = PasswordHash.of("x", "fedcba9876543210".getBytes(StandardCharsets.US_ASCII), 10);
    assertThat(PasswordHash.of("x", SALT, 10)).isNotEqualTo(other);
    assertThat(PasswordHash.matches("x", other)).isTrue();
  }

  /** Vector computed with an independent implementation: Python's hashlib.pbkdf2_hmac. */
  @Test
  void theDerivationIsPbkdf2WithHmacSha512() {
    String hash = PasswordHash.of("password", "salt".getBytes(StandardCharsets.US_ASCII), 1);
    byte[] derived = Base64.getDecoder().decode(hash.substring(hash.lastIndexOf('$') + 1));
    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo(
            "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
                + "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "pbkdf2-sha512$0$AAAA$AAAA",
        "pbkdf2-sha512$x$AAAA$AAAA",
        "pbkdf2-sha512$99999999$AAAA$AAAA",
        "pbkdf2-sha512$1$%%%$AAAA",
        "bcrypt$1$AAAA$AAAA"
      })
  void whatIsNoHashOfOursMatchesNothing(String stored) {
    assertThat(PasswordHash.matches("password", stored)).isFalse();
  }

  @Test
  void hugePasswordsCostNothing() {
    String huge = "x".repeat(PasswordHash.PASSWORD_CHARS_MAX + 1);
    assertThatThrownBy(() -> PasswordHash.of(huge, SALT, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(PasswordHash.matches(huge, PasswordHash.of("x", SALT, 1))).isFalse();
  }
}
