// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's signature by draft 15 of HTTP message signatures: the headers {@code signature} and
 * {@code signature-input}. RFC 9421 reads the same for what is used here.
 */
public final class RequestSignature {
  public static final String SIGNATURE = "signature";
  public static final String SIGNATURE_INPUT = "signature-input";
  private static final String CONTENT_DIGEST = "content-digest";
  private static final int NONCE_CHARS_MAX = 128;

  private RequestSignature() {}

  /**
   * How far a signature's times may lie.
   *
   * @param lifetimeMax from {@code created} to {@code expires}
   * @param skew by which clocks may differ
   */
  public record Window(Duration lifetimeMax, Duration skew) {}

  /**
   * A good signature's nonce; whoever accepts it must refuse the next one like it.
   *
   * @param until when the signature, and with it the nonce, is of no use any more
   */
  public record Nonce(String keyId, String value, Instant until) {}

  /** Whether the request claims to be signed. */
  public static boolean isOn(SignedRequest request) {
    return request.header(SIGNATURE) != null || request.header(SIGNATURE_INPUT) != null;
  }

  /**
   * Verifies it.
   *
   * @throws SignatureRefusedException when anything about it is wrong
   */
  public static Nonce verify(SignedRequest request, PublicKey key, Window window, Instant now) {
    String inputHeader = request.header(SIGNATURE_INPUT);
    String signatureHeader = request.header(SIGNATURE);
    if (inputHeader == null || signatureHeader == null) {
      throw new SignatureRefusedException("signature and signature-input belong together");
    }
    SignatureInput input = SignatureInput.parse(inputHeader);
    Nonce nonce = timely(input, window, now);
    requireCovered(request, input.components());
    if (request.hasBody()) {
      String digest = request.header(CONTENT_DIGEST);
      if (digest == null || !ContentDigest.matches(digest, request.body())) {
        throw new SignatureRefusedException("content-digest is not the body's");
      }
    }
    byte[] base = base(request, input).getBytes(StandardCharsets.UTF_8);
    if (!PublicKeys.verifies(key, base, bytes(signatureHeader, input.label()))) {
      throw new SignatureRefusedException("the signature is wrong");
    }
    return nonce;
  }

  private static Nonce timely(SignatureInput input, Window window, Instant now) {
    Long created = input.created();
    Long expires = input.expires();
    String nonce = input.nonce();
    String keyId = input.keyId();
    if (created == null || expires == null || nonce == null || keyId == null) {
      throw new SignatureRefusedException(
          "signature-input needs keyid, created, expires and nonce");
    }
    if (nonce.isEmpty() || nonce.length() > NONCE_CHARS_MAX) {
      throw new SignatureRefusedException(
          "the nonce must have 1 to " + NONCE_CHARS_MAX + " characters");
    }
    long seconds = now.getEpochSecond();
    long skew = window.skew().toSeconds();
    if (created > seconds + skew) {
      throw new SignatureRefusedException("the signature is from the future");
    }
    if (expires + skew < seconds) {
      throw new SignatureRefusedException("the signature has expired");
    }
    if (expires < created || expires - created > window.lifetimeMax().toSeconds()) {
      throw new SignatureRefusedException(
          "the signature may live for at most " + window.lifetimeMax().toSeconds() + " seconds");
    }
    return new Nonce(keyId, nonce, Instant.ofEpochSecond(expires + skew + 1));
  }

  /** What must be signed lest it be exchanged: the target, the body, and who asks for what. */
  private static void requireCovered(SignedRequest request, List<String> components) {
    require(components, "@method");
    require(components, "@path");
    if (request.hasQuery()) {
      require(components, "@query");
    }
    if (request.hasBody()) {
      require(components, CONTENT_DIGEST);
    }
    for (String header : List.of("authorization", "idempotency-key", "upvest-client-id")) {
      if (request.header(header) != null) {
        require(components, header);
      }
    }
  }

  private static void require(List<String> components, String name) {
    if (!components.contains(name)) {
      throw new SignatureRefusedException("the signature does not cover " + name);
    }
  }

  /** The signature base: one line per component, then the parameters. */
  static String base(SignedRequest request, SignatureInput input) {
    StringBuilder base = new StringBuilder();
    for (String component : input.components()) {
      String value =
          component.startsWith("@") ? derived(request, component) : request.header(component);
      if (value == null) {
        throw new SignatureRefusedException("the request does not have " + component);
      }
      base.append('"').append(component).append("\": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(input.text()).toString();
  }

  private static @Nullable String derived(SignedRequest request, String component) {
    return switch (component) {
      case "@method" -> request.method();
      case "@path" -> request.path();
      case "@query" -> request.query() == null ? null : "?" + request.query();
      case "@authority" -> request.authority();
      case "@scheme" -> request.scheme();
      case "@request-target" ->
          request.query() == null ? request.path() : request.path() + "?" + request.query();
      default -> throw new SignatureRefusedException("component is not supported: " + component);
    };
  }

  private static byte[] bytes(String header, String label) {
    StructuredText in = new StructuredText(header);
    in.skipSpaces();
    byte[] found = null;
    do {
      String key = in.key();
      in.require('=');
      byte[] value = in.bytes();
      if (key.equals(label)) {
        found = value;
      }
    } while (in.another());
    if (found == null) {
      throw new SignatureRefusedException("no signature is labelled " + label);
    }
    return found;
  }
}
