// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signs webhook requests by draft 6, which Upvest has kept for them: a SHA-256 {@code digest}, and
 * component names that are quoted in {@code signature-input} but not in the text that is signed.
 */
public final class WebhookSignature {
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private WebhookSignature() {}

  /** The headers of a signed POST. */
  public static Map<String, String> headers(
      URI target, byte[] body, SigningKey key, Instant now, String nonce) {
    Map<String, String> components = new LinkedHashMap<>();
    components.put("@method", "POST");
    components.put("@path", target.getRawPath().isEmpty() ? "/" : target.getRawPath());
    if (target.getRawQuery() != null) {
      components.put("@query", "?" + target.getRawQuery());
    }
    components.put("accept", "application/json");
    components.put("content-length", Integer.toString(body.length));
    components.put("content-type", "application/json");
    components.put("digest", ContentDigest.sha256(body));
    String parameters =
        components.keySet().stream()
                .map(name -> '"' + name + '"')
                .collect(Collectors.joining(" ", "(", ")"))
            + ";keyid=\""
            + key.id()
            + "\";created="
            + now.getEpochSecond()
            + ";expires="
            + now.plus(LIFETIME).getEpochSecond()
            + ";nonce=\""
            + nonce
            + "\"";
    StringBuilder base = new StringBuilder();
    components.forEach((name, value) -> base.append(name).append(": ").append(value).append('\n'));
    base.append("@signature-params: ").append(parameters);
    Map<String, String> headers = new LinkedHashMap<>();
    components.forEach(
        (name, value) -> {
          if (!name.startsWith("@")) {
            headers.put(name, value);
          }
        });
    headers.put(RequestSignature.SIGNATURE_INPUT, "sig1=" + parameters);
    headers.put(
        RequestSignature.SIGNATURE,
        "sig1=:" + Base64.getEncoder().encodeToString(key.sign(base.toString())) + ":");
    return headers;
  }
}
