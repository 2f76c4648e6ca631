// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.upvest.WebhookReceiver.Delivery;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECParameterSpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;

/**
 * Verifies webhooks as a receiver does by the vendor's guide, with another implementation of the
 * cryptography.
 */
final class WebhookVerifier {
  private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();
  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");

  private WebhookVerifier() {}

  static boolean verifies(Delivery delivery, JsonNode keys) {
    try {
      String input = value(delivery, "signature-input").substring("sig1=".length());
      String signature = value(delivery, "signature");
      if (!digest(delivery.body()).equals(delivery.headers().get("digest"))) {
        return false;
      }
      StringBuilder base = new StringBuilder();
      Matcher names = NAME.matcher(input.substring(0, input.indexOf(')')));
      while (names.find()) {
        base.append(names.group(1))
            .append(": ")
            .append(value(delivery, names.group(1)))
            .append('\n');
      }
      base.append("@signature-params: ").append(input);
      Signature verifier = Signature.getInstance("SHA512withECDSA", OTHER);
      verifier.initVerify(key(keys.get(0)));
      verifier.update(base.toString().getBytes(StandardCharsets.UTF_8));
      return input.contains("keyid=\"" + keys.get(0).path("kid").asText() + "\"")
          && verifier.verify(
              Base64.getDecoder()
                  .decode(signature.substring("sig1=:".length(), signature.length() - 1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String value(Delivery delivery, String name) {
    int query = delivery.uri().indexOf('?');
    return switch (name) {
      case "@method" -> "POST";
      case "@path" -> query < 0 ? delivery.uri() : delivery.uri().substring(0, query);
      case "@query" -> query < 0 ? "" : delivery.uri().substring(query);
      default -> Objects.requireNonNull(delivery.headers().get(name), name);
    };
  }

  private static String digest(String body) throws GeneralSecurityException {
    return "SHA-256="
        + Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static PublicKey key(JsonNode jwk) throws GeneralSecurityException {
    ECParameterSpec curve = ECNamedCurveTable.getParameterSpec("secp521r1");
    BigInteger x = new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path("x").asText()));
    BigInteger y = new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path("y").asText()));
    return KeyFactory.getInstance("EC", OTHER)
        .generatePublic(new ECPublicKeySpec(curve.getCurve().createPoint(x, y), curve));
  }
}
