// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against vectors that another implementation made, and the example of RFC 9421, appendix B.2.6.
 */
class RequestSignatureTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:30Z");
  private static final RequestSignature.Window WINDOW =
      new RequestSignature.Window(Duration.ofMinutes(5), Duration.ofSeconds(10));

  record Vector(
      String algorithm,
      String publicKey,
      String method,
      String url,
      String body,
      Map<String, String> headers) {
    SignedRequest request() {
      return request(method, url, body, headers);
    }

    static SignedRequest request(
        String method, String url, String body, Map<String, String> headers) {
      URI uri = URI.create(url);
      return new SignedRequest(
          method,
          uri.getRawPath(),
          uri.getRawQuery(),
          uri.getAuthority(),
          uri.getScheme(),
          headers.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
          body.getBytes(StandardCharsets.UTF_8));
    }

    PublicKey key() {
      return PublicKeys.parse(publicKey);
    }

    Vector with(String header, UnaryOperator<String> change) {
      Map<String, String> changed = new HashMap<>(headers);
      changed.compute(header, (k, v) -> change.apply(v));
      return new Vector(algorithm, publicKey, method, url, body, changed);
    }

    @Override
    public String toString() {
      return algorithm + " " + method;
    }
  }

  static List<Vector> vectors() throws IOException {
    try (InputStream in =
        RequestSignatureTest.class.getResourceAsStream("/dialect/upvest/signatures/vectors.json")) {
      return new ObjectMapper().readValue(Objects.requireNonNull(in), new TypeReference<>() {});
    }
  }

  private static Vector post() throws IOException {
    return vectors().get(0);
  }

  private static RequestSignature.Nonce verify(Vector vector) {
    return RequestSignature.verify(vector.request(), vector.key(), WINDOW, NOW);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void whatAnotherImplementationSignedIsAccepted(Vector vector) {
    RequestSignature.Nonce nonce = verify(vector);
    assertThat(nonce.keyId()).isEqualTo("test-key");
    assertThat(nonce.value()).startsWith("10000000");
    assertThat(nonce.until()).isAfter(Instant.parse("2026-03-02T10:01:00Z"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void anotherKeyOfTheSameKindIsRefused(Vector vector) {
    PublicKey other =
        vector.algorithm().equals("ed25519")
            ? PublicKeys.parse(
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----")
            : PublicKeys.parse(
                "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(SigningKey.generate().x509())
                    + "\n-----END PUBLIC KEY-----");
    assertThatThrownBy(() -> RequestSignature.verify(vector.request(), other, WINDOW, NOW))
        .isInstanceOf(SignatureRefusedException.class)
        .hasMessage("the signature is wrong");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void anotherMethodIsRefused(Vector vector) {
    Vector changed =
        new Vector(
            vector.algorithm(),
            vector.publicKey(),
            "PATCH",
            vector.url(),
            vector.body(),
            vector.headers());
    assertThatThrownBy(() -> verify(changed)).hasMessage("the signature is wrong");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void anotherPathIsRefused(Vector vector) {
    Vector changed =
        new Vector(
            vector.algorithm(),
            vector.publicKey(),
            vector.method(),
            vector.url().replace("/accounts/d", "/accounts/e").replace("/orders/9", "/orders/8"),
            vector.body(),
            vector.headers());
    assertThatThrownBy(() -> verify(changed)).hasMessage("the signature is wrong");
  }

  @Test
  void anotherBodyIsRefused() throws IOException {
    Vector vector = post();
    Vector changed =
        new Vector(
            vector.algorithm(),
            vector.publicKey(),
            vector.method(),
            vector.url(),
            vector.body() + " ",
            vector.headers());
    assertThatThrownBy(() -> verify(changed)).hasMessage("content-digest is not the body's");
  }

  @Test
  void aQueryThatIsNotCoveredIsRefused() throws IOException {
    Vector vector = post();
    Vector changed =
        new Vector(
            vector.algorithm(),
            vector.publicKey(),
            vector.method(),
            vector.url() + "?a=b",
            vector.body(),
            vector.headers());
    assertThatThrownBy(() -> verify(changed)).hasMessageContaining("@query");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization",
        "idempotency-key",
        "content-digest",
        "@method",
        "@path",
        "upvest-client-id"
      })
  void whatIdentifiesTheRequestMustBeCovered(String component) throws IOException {
    Vector vector = post().with("signature-input", v -> v.replace(" \"" + component + "\"", ""));
    assertThatThrownBy(() -> verify(vector)).hasMessageContaining(component);
  }

  @Test
  void aChangedCoveredHeaderIsRefused() throws IOException {
    Vector vector = post().with("authorization", v -> "Bearer other");
    assertThatThrownBy(() -> verify(vector)).hasMessage("the signature is wrong");
  }

  @Test
  void aMissingCoveredHeaderIsRefused() throws IOException {
    Map<String, String> headers = new HashMap<>(post().headers());
    headers.remove("accept");
    Vector vector =
        new Vector("", post().publicKey(), post().method(), post().url(), post().body(), headers);
    assertThatThrownBy(() -> verify(vector)).hasMessageContaining("accept");
  }

  @Test
  void onlyOneOfTheTwoHeadersIsRefused() throws IOException {
    Map<String, String> headers = new HashMap<>(post().headers());
    headers.remove("signature");
    Vector vector =
        new Vector("", post().publicKey(), post().method(), post().url(), post().body(), headers);
    assertThat(RequestSignature.isOn(vector.request())).isTrue();
    assertThatThrownBy(() -> verify(vector)).hasMessageContaining("belong together");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";created=1772445600",
        ";nonce=\"1000000000\"",
        ";expires=1772445660",
        ";keyid=\"test-key\""
      })
  void aParameterLeftOutIsRefused(String parameter) throws IOException {
    Vector vector = post().with("signature-input", v -> v.replace(parameter, ""));
    assertThatThrownBy(() -> verify(vector)).hasMessageContaining("needs");
  }

  @Test
  void anExpiredSignatureIsRefused() throws IOException {
    Vector vector = post();
    assertThatThrownBy(
            () ->
                RequestSignature.verify(
                    vector.request(), vector.key(), WINDOW, Instant.parse("2026-03-02T10:01:11Z")))
        .hasMessageContaining("expired");
    assertThatCode(
            () ->
                RequestSignature.verify(
                    vector.request(), vector.key(), WINDOW, Instant.parse("2026-03-02T10:01:09Z")))
        .doesNotThrowAnyException();
  }

  @Test
  void aSignatureFromTheFutureIsRefused() throws IOException {
    Vector vector = post();
    assertThatThrownBy(
            () ->
                RequestSignature.verify(
                    vector.request(), vector.key(), WINDOW, Instant.parse("2026-03-02T09:59:40Z")))
        .hasMessageContaining("future");
  }

  @Test
  void aSignatureThatLivesTooLongIsRefused() throws IOException {
    Vector vector = post();
    RequestSignature.Window narrow =
        new RequestSignature.Window(Duration.ofSeconds(59), Duration.ZERO);
    assertThatThrownBy(() -> RequestSignature.verify(vector.request(), vector.key(), narrow, NOW))
        .hasMessageContaining("59 seconds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sig1",
        "sig1=",
        "sig1=(",
        "sig1=(\"@method\"",
        "sig1=(@method)",
        "sig1=(\"@method\");created",
        "sig1=(\"@method\");created=12345678901234567890",
        "sig1=(\"@method\" \"@method\")",
        "SIG=()",
        "sig1=(\"@method\";req)",
        "sig1=(\"@method\");nonce=\"a\",",
        "sig1=(\"a\"\"b\")",
        "sig1=(\"\u00e4\")"
      })
  void unreadableHeadersAreRefused(String header) throws IOException {
    Vector vector = post().with("signature-input", v -> header);
    assertThatThrownBy(() -> verify(vector)).isInstanceOf(SignatureRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sig1=::", "sig1=:AAAA:", "sig2=:AAAA:", "sig1=AAAA", "sig1=:!:", "garbage"})
  void bytesThatAreNoSignatureAreRefused(String header) throws IOException {
    Vector vector = post().with("signature", v -> header);
    assertThatThrownBy(() -> verify(vector)).isInstanceOf(SignatureRefusedException.class);
  }

  @Test
  void theRfcsOwnExampleVerifies() {
    SignedRequest request =
        Vector.request(
            "POST",
            "https://example.com/foo?param=Value&Pet=dog",
            "{\"hello\": \"world\"}",
            Map.of(
                "date", "Tue, 20 Apr 2021 02:07:55 GMT",
                "content-type", "application/json",
                "content-length", "18"));
    SignatureInput input =
        SignatureInput.parse(
            "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ed25519\"");
    PublicKey key =
        PublicKeys.parse(
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----");
    byte[] signature =
        Base64.getDecoder()
            .decode(
                "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");
    byte[] base = RequestSignature.base(request, input).getBytes(StandardCharsets.UTF_8);
    assertThat(PublicKeys.verifies(key, base, signature)).isTrue();
  }

  @Test
  void theContentDigestOfTheDocumentationMatches() {
    byte[] body = "{\"hello\": \"world\"}".getBytes(StandardCharsets.UTF_8);
    String sha512 =
        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
    String sha256 = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
    assertThat(ContentDigest.matches(sha512, body)).isTrue();
    assertThat(ContentDigest.matches(sha256 + ", " + sha512, body)).isTrue();
    assertThat(ContentDigest.matches("md5=:AAAA:", body)).isFalse();
    assertThat(ContentDigest.matches(sha512 + ", sha-256=:AAAA:", body)).isFalse();
  }

  @Test
  void keysOfOtherKindsAreRefused() {
    String p256 =
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf\n"
            + "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==\n-----END PUBLIC KEY-----";
    assertThatThrownBy(() -> PublicKeys.parse(p256)).hasMessageContaining("P-521");
    assertThatThrownBy(() -> PublicKeys.parse("nonsense!"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PublicKeys.parse("AAAA")).isInstanceOf(IllegalArgumentException.class);
  }
}
