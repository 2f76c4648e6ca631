// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.access.Credential;
import dev.unwind.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialHeadersTest {
  private static final Map<String, String> PAIR =
      Map.of("apca-api-key-id", "PK1", "apca-api-secret-key", "s");

  @Test
  void alpacaTakesAKeyPair() throws Exception {
    assertThat(read(Dialect.ALPACA, "/v2/account", PAIR))
        .contains(new Credential.ApiKey("PK1", "s"));
  }

  @Test
  void alpacaTakesBasic() throws Exception {
    String pair = Base64.getEncoder().encodeToString("PK1:s:t".getBytes(StandardCharsets.UTF_8));
    assertThat(read(Dialect.ALPACA, "/v2/account", Map.of("authorization", "basic " + pair)))
        .contains(new Credential.ApiKey("PK1", "s:t"));
  }

  @Test
  void anExplicitBearerTokenWinsOverAKeyPair() throws Exception {
    Map<String, String> both =
        Map.of("apca-api-key-id", "PK1", "apca-api-secret-key", "s", "authorization", "Bearer t");
    assertThat(read(Dialect.ALPACA, "/v2/account", both)).contains(new Credential.Token("t"));
  }

  @Test
  void halfAKeyPairIsNoCredential() throws Exception {
    assertThat(read(Dialect.ALPACA, "/v2/account", Map.of("apca-api-key-id", "PK1"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic !!!", "Basic bm9jb2xvbg==", "Basic ", "Digest x", "Bearer"})
  void whatIsNoSchemeOfAlpacasIsMalformed(String authorization) {
    assertMalformed(Dialect.ALPACA, authorization);
  }

  @ParameterizedTest
  @CsvSource({"Bearer t,t", "bearer t,t", "BEARER t,t"})
  void neuraTradesSchemeCountsInAnyCase(String authorization, String token) throws Exception {
    assertThat(
            read(
                Dialect.NEURATRADE,
                "/api/v1/trading/positions",
                Map.of("authorization", authorization)))
        .contains(new Credential.Token(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer  t", "Bearer", "Bearer t u", "Token t", "Bearer "})
  void neuraTradeWantsExactlyOneSpace(String authorization) {
    assertMalformed(Dialect.NEURATRADE, authorization);
  }

  @ParameterizedTest
  @CsvSource({
    "ALPACA,/stream",
    "TRADOVATE,/v1/websocket",
    "TRADOVATE,/v1/auth/accesstokenrequest",
    "UPVEST,/auth/token"
  })
  void socketsAndSignInsLookAtNoHeader(Dialect dialect, String path) throws Exception {
    assertThat(read(dialect, path, Map.of("authorization", "Bearer left over"))).isEmpty();
  }

  @Test
  void tradovateAndUpvestTakeNoKeyPair() throws Exception {
    assertThat(read(Dialect.TRADOVATE, "/v1/order/list", PAIR)).isEmpty();
    assertThat(read(Dialect.UPVEST, "/orders", PAIR)).isEmpty();
  }

  private static void assertMalformed(Dialect dialect, String authorization) {
    assertThatThrownBy(() -> read(dialect, "/x", Map.of("authorization", authorization)))
        .isInstanceOf(CredentialHeaders.MalformedException.class);
  }

  private static Optional<Credential> read(
      Dialect dialect, String path, Map<String, String> headers)
      throws CredentialHeaders.MalformedException {
    return CredentialHeaders.read(
        dialect, path, name -> headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
