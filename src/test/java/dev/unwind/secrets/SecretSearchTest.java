// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BesideTheApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noted as a secret, and that the search finds it. */
@BesideTheApplication
class SecretSearchTest {
  private static String secret() {
    return "search-" + UUID.randomUUID();
  }

  @Test
  void aSecretIsFoundWhereverItStandsInALine() {
    String one = secret();
    String other = one + "-and-more";
    SecretSearch search = new SecretSearch(List.of(one, other, "0123456789ab"));

    assertThat(search.in("")).isEmpty();
    assertThat(search.in("short")).isEmpty();
    assertThat(search.in(one.substring(1))).isEmpty();
    assertThat(search.in(one)).containsExactly(one);
    assertThat(search.in("{\"key\": \"" + other + "\"}")).containsExactlyInAnyOrder(one, other);
    assertThat(search.findings(Stream.of("a", "x0123456789ab", "b")))
        .containsExactly("0123456789ab in: x0123456789ab");
  }

  @Test
  void whatStandsInFilesIsNoted(@TempDir Path directory) throws IOException {
    String broker = secret();
    String key = secret();
    Path password = Files.writeString(directory.resolve("secret"), broker + "\n");
    Path pem =
        Files.writeString(
            directory.resolve("key"),
            "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(key));
    SecretNames.noteEnvironment(
        Map.of(
            "UNWIND_VENUES_PAPER_SECRET_FILE", password.toString(),
            "UNWIND_PROOF_SIGNING_KEY_FILE", pem.toString(),
            "UNWIND_VENUES_PAPER_PASSWORD_FILE", "/nowhere/at/all"));

    assertThat(List.of(broker, key)).allMatch(UsedSecrets::isNoted);
    assertThat(UsedSecrets.isNoted("-----BEGIN PRIVATE KEY-----")).isFalse();
  }

  @Test
  void whatIsShownInAnyWayIsNoted() {
    String token = secret();
    String password = secret();
    String key = secret();
    String minted = secret();
    String broker = secret();
    UsedSecrets.noteAuthorization("Bearer " + token);
    UsedSecrets.noteAuthorization(
        "Basic " + Base64.getEncoder().encodeToString(("name:" + password).getBytes(UTF_8)));
    SecretNames.noteDocument(
        "{\"principals\": [{\"name\": \"n\", \"apiKeys\": [{\"id\": \"i\", \"secret\": \"%s\"}]}]}"
            .formatted(key));
    SecretNames.noteDocument("{\"tokens\": [\"%s\"]}".formatted(minted));
    SecretNames.noteEnvironment(
        Map.of("UNWIND_VENUES_PAPER_SECRET", broker, "UNWIND_IMPORT", "not-a-secret-at-all"));

    assertThat(List.of(token, password, key, minted, broker)).allMatch(UsedSecrets::isNoted);
    assertThat(UsedSecrets.isNoted("not-a-secret-at-all")).isFalse();
  }
}
