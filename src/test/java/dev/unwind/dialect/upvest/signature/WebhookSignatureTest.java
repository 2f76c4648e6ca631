// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECParameterSpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.junit.jupiter.api.Test;

/** Verified by another implementation, from the published JWK alone. */
class WebhookSignatureTest {
  private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();
  private final SigningKey key = SigningKey.generate();

  private PublicKey published() throws Exception {
    ECParameterSpec curve = ECNamedCurveTable.getParameterSpec("secp521r1");
    BigInteger x = new BigInteger(1, Base64.getUrlDecoder().decode(key.x()));
    BigInteger y = new BigInteger(1, Base64.getUrlDecoder().decode(key.y()));
    return KeyFactory.getInstance("EC", OTHER)
        .generatePublic(new ECPublicKeySpec(curve.getCurve().createPoint(x, y), curve));
  }

  @Test
  void aReceiverVerifiesItWithThePublishedKey() throws Exception {
    byte[] body = "{\"payload\":[]}".getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers =
        WebhookSignature.headers(
            URI.create("https://hooks.example.com/in?tenant=a"),
            body,
            key,
            Instant.ofEpochSecond(1633529659),
            "o085M4cMgpbicuOL");
    String input = Objects.requireNonNull(headers.get("signature-input"));
    assertThat(input)
        .isEqualTo(
            "sig1=(\"@method\" \"@path\" \"@query\" \"accept\" \"content-length\" \"content-type\" \"digest\")"
                + ";keyid=\""
                + key.id()
                + "\";created=1633529659;expires=1633529719;nonce=\"o085M4cMgpbicuOL\"");
    String base =
        "@method: POST\n@path: /in\n@query: ?tenant=a\naccept: application/json\ncontent-length: 14\n"
            + "content-type: application/json\ndigest: "
            + headers.get("digest")
            + "\n@signature-params: "
            + input.substring("sig1=".length());
    String signature = Objects.requireNonNull(headers.get("signature"));
    Signature verifier = Signature.getInstance("SHA512withECDSA", OTHER);
    verifier.initVerify(published());
    verifier.update(base.getBytes(StandardCharsets.UTF_8));
    assertThat(
            verifier.verify(
                Base64.getDecoder()
                    .decode(signature.substring("sig1=:".length(), signature.length() - 1))))
        .isTrue();
    assertThat(headers.get("digest")).startsWith("SHA-256=");
  }

  @Test
  void aKeySurvivesBeingKept() {
    SigningKey again = SigningKey.of(key.pkcs8(), key.x509());
    assertThat(again.id()).isEqualTo(key.id());
    assertThat(again.x()).isEqualTo(key.x()).hasSize(88);
    assertThat(again.toString()).doesNotContain(Base64.getEncoder().encodeToString(key.pkcs8()));
  }

  @Test
  void aConfiguredKeyIsReadFromPem() {
    Base64.Encoder mime = Base64.getMimeEncoder(64, new byte[] {'\n'});
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + mime.encodeToString(key.pkcs8())
            + "\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n"
            + mime.encodeToString(key.x509())
            + "\n-----END PUBLIC KEY-----\n";
    assertThat(SigningKey.parse(pem).id()).isEqualTo(key.id());
  }
}
