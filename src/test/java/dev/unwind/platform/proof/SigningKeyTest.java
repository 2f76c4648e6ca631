// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thePublicKeyIsFoundFromThePrivateOne() throws GeneralSecurityException {
    for (int i = 0; i < 20; i++) {
      KeyPair pair = pair();
      SigningKey key = SigningKey.of(pem(pair.getPrivate()));
      assertThat(key.publicKey())
          .isEqualTo(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
      byte[] hash = new byte[32];
      assertThat(key.verifies(hash, key.sign(hash).signature())).isTrue();
      hash[0] = 1;
      assertThat(key.verifies(hash, key.sign(new byte[32]).signature())).isFalse();
    }
  }

  @Test
  void aKeyThatOpenSslHasMadeIsRead() {
    SigningKey key =
        SigningKey.of(
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """);
    // RFC 8410, section 10.1 and 10.3
    assertThat(key.publicKey())
        .isEqualTo("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
  }

  @Test
  void whatIsNoKeyIsRefusedAndNotRepeated() throws GeneralSecurityException {
    String rsa = pem(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
    for (String wrong : new String[] {"", "hush", rsa}) {
      assertThatThrownBy(() -> SigningKey.of(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("hush");
    }
  }

  @Test
  void aLineThatWasCutIsLeftAndTheNextBeginsAnew(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("checkpoints");
    CheckpointDelivery.appendNow(file, "one");
    Files.writeString(file, Files.readString(file) + "tw");
    CheckpointDelivery.appendNow(file, "two");
    CheckpointDelivery.appendNow(file, "three");
    assertThat(Files.readAllLines(file)).containsExactly("one", "tw", "two", "three");
  }
}
