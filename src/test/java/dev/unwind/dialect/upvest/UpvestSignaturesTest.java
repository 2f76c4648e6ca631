// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.access.SignatureNonces;
import dev.unwind.dialect.upvest.UpvestConfig.Signatures;
import dev.unwind.dialect.upvest.signature.SignedRequest;
import dev.unwind.domain.account.AccountType;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each setting of {@code unwind.dialect.upvest.signatures} lets through. */
class UpvestSignaturesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String PATH = "/accounts";
  private static final String CLIENT = "client";

  private final TestSigner signer = TestSigner.ed25519();
  private final Memory nonces = new Memory();
  private Instant now = Instant.now();

  @ParameterizedTest
  @EnumSource(
      value = Signatures.class,
      names = {"ACCEPTED", "REQUIRED"})
  void aGoodSignatureIsTakenOnce(Signatures mode) {
    SignedRequest request = signed();

    assertThatCode(() -> verify(mode, request, signer.publicKeyPem())).doesNotThrowAnyException();
    assertThatThrownBy(() -> verify(mode, request, signer.publicKeyPem()))
        .isInstanceOf(UpvestException.class)
        .hasMessageContaining("nonce");
  }

  @Test
  void aNonceMayComeAgainFromAnotherClient() {
    SignedRequest request = signed();
    verify(Signatures.ACCEPTED, request, signer.publicKeyPem());

    assertThatCode(
            () ->
                signatures(Signatures.ACCEPTED)
                    .verify(request, "another", signer.publicKeyPem())
                    .await()
                    .atMost(PATIENCE))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutASignatureOnlyRequiredRefuses() {
    SignedRequest bare = request(Map.of());

    verify(Signatures.OFF, bare, signer.publicKeyPem());
    verify(Signatures.ACCEPTED, bare, signer.publicKeyPem());
    assertThatThrownBy(() -> verify(Signatures.REQUIRED, bare, signer.publicKeyPem()))
        .isInstanceOf(UpvestException.class)
        .hasMessageContaining("not signed");
    assertThat(nonces.taken).isEmpty();
  }

  @Test
  void withoutAKnownKeyOnlyRequiredRefuses() {
    SignedRequest request = signed();

    verify(Signatures.OFF, request, null);
    verify(Signatures.ACCEPTED, request, null);
    assertThatThrownBy(() -> verify(Signatures.REQUIRED, request, null))
        .isInstanceOf(UpvestException.class)
        .hasMessageContaining("no public key");
  }

  @Test
  void aWrongSignatureIsRefusedUnlessOff() {
    SignedRequest request = signed();
    String other = TestSigner.ed25519().publicKeyPem();

    verify(Signatures.OFF, request, other);
    for (Signatures mode : List.of(Signatures.ACCEPTED, Signatures.REQUIRED)) {
      assertThatThrownBy(() -> verify(mode, request, other))
          .isInstanceOf(UpvestException.class)
          .hasMessageContaining("wrong");
    }
    assertThat(nonces.taken).as("a wrong signature uses up no nonce").isEmpty();
  }

  @Test
  void outsideOfItsTimeItIsRefusedUnlessOff() {
    SignedRequest request = signed();
    Instant signedAt = Instant.now();

    for (Signatures mode : List.of(Signatures.ACCEPTED, Signatures.REQUIRED)) {
      now = signedAt.plusSeconds(72);
      assertThatThrownBy(() -> verify(mode, request, signer.publicKeyPem()))
          .hasMessageContaining("expired");
      now = signedAt.minusSeconds(30);
      assertThatThrownBy(() -> verify(mode, request, signer.publicKeyPem()))
          .hasMessageContaining("future");
    }
    verify(Signatures.OFF, request, signer.publicKeyPem());
  }

  private SignedRequest signed() {
    return request(signer.headers("GET", PATH, "", Map.of("authorization", "Bearer t")));
  }

  private static SignedRequest request(Map<String, String> headers) {
    return new SignedRequest(
        "GET",
        PATH,
        null,
        "localhost",
        "http",
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        "".getBytes(StandardCharsets.UTF_8));
  }

  private void verify(Signatures mode, SignedRequest request, @Nullable String key) {
    signatures(mode).verify(request, CLIENT, key).await().atMost(PATIENCE);
  }

  private UpvestSignatures signatures(Signatures mode) {
    InstantSource clock = () -> now;
    return new UpvestSignatures(nonces, new Settings(mode), clock);
  }

  private static final class Memory implements SignatureNonces {
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    @Override
    public Uni<Boolean> take(byte[] digest, Instant until) {
      return Uni.createFrom().item(taken.add(Base64.getEncoder().encodeToString(digest)));
    }

    @Override
    public Uni<Integer> forget(Instant before, int limit) {
      return Uni.createFrom().item(0);
    }
  }

  private record Settings(Signatures signatures) implements UpvestConfig {
    @Override
    public Duration signatureLifetimeMax() {
      return Duration.ofMinutes(5);
    }

    @Override
    public Duration clockSkew() {
      return Duration.ofSeconds(10);
    }

    @Override
    public Set<AccountType> liquidationAccountTypes() {
      return Set.of(AccountType.PORTFOLIO);
    }

    @Override
    public String accountCurrency() {
      return "EUR";
    }

    @Override
    public Duration tokenLifetime() {
      return Duration.ofHours(24);
    }

    @Override
    public String errorTypeBase() {
      return "https://unwind.dev/errors/";
    }
  }
}
