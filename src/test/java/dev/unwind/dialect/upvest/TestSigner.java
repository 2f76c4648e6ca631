// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Signs requests as the vendor's proxy does, with another implementation of the cryptography. */
final class TestSigner {
  private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();
  private final KeyPair keys;
  private final String algorithm;

  private TestSigner(KeyPair keys, String algorithm) {
    this.keys = keys;
    this.algorithm = algorithm;
  }

  static TestSigner ecdsa() {
    return make("EC", "SHA512withECDSA");
  }

  static TestSigner ed25519() {
    return make("Ed25519", "Ed25519");
  }

  private static TestSigner make(String kind, String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind, OTHER);
      if (kind.equals("EC")) {
        generator.initialize(521);
      }
      return new TestSigner(generator.generateKeyPair(), algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String publicKeyPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The given headers with those of a signature over them. */
  Map<String, String> headers(
      String method, String target, String body, Map<String, String> covered) {
    Map<String, String> headers = new HashMap<>(covered);
    if (!body.isEmpty()) {
      headers.put("content-digest", "sha-512=:" + base64(sha512(body)) + ":");
    }
    Map<String, String> lines = new TreeMap<>(headers);
    int query = target.indexOf('?');
    lines.put("@method", method);
    lines.put("@path", query < 0 ? target : target.substring(0, query));
    if (query >= 0) {
      lines.put("@query", target.substring(query));
    }
    long now = Instant.now().getEpochSecond();
    List<String> names = new ArrayList<>(lines.keySet());
    String parameters =
        "(\"%s\");keyid=\"key\";created=%d;nonce=\"%d\";expires=%d"
            .formatted(
                String.join("\" \"", names),
                now,
                ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_999_999_999L),
                now + 60);
    StringBuilder base = new StringBuilder();
    lines.forEach((name, value) -> base.append("\"" + name + "\": " + value + "\n"));
    base.append("\"@signature-params\": ").append(parameters);
    headers.put("signature-input", "sig1=" + parameters);
    headers.put("signature", "sig1=:" + base64(sign(base.toString())) + ":");
    headers.put("upvest-signature-version", "15");
    return headers;
  }

  private byte[] sign(String text) {
    try {
      Signature signer = Signature.getInstance(algorithm, OTHER);
      signer.initSign(keys.getPrivate());
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha512(String text) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
