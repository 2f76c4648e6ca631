// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.webhook;

import dev.unwind.application.webhook.Subscription;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as the specification "Standard Webhooks" has it, for which receivers have
 * libraries: HMAC-SHA256 over the message's id, its time and its body.
 */
final class WebhookSecrets {
  private static final String PREFIX = "whsec_";
  private static final String HMAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int ID_CHARS = 32;

  private WebhookSecrets() {}

  static Subscription.Secret make() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new Subscription.Secret(PREFIX + Base64.getEncoder().encodeToString(key));
  }

  /** The same for every attempt of the same message, but for the time. */
  static Map<String, String> headers(
      UUID webhook, Subscription.Secret secret, byte[] body, Instant now) {
    String id = "msg_" + digest(webhook, body).substring(0, ID_CHARS);
    String timestamp = Long.toString(now.getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", timestamp);
    headers.put("webhook-signature", "v1," + signature(secret, id + "." + timestamp + ".", body));
    return headers;
  }

  private static String signature(Subscription.Secret secret, String head, byte[] body) {
    byte[] key = Base64.getDecoder().decode(secret.value().substring(PREFIX.length()));
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(head.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private static String digest(UUID webhook, byte[] body) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(webhook.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
