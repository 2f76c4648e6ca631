// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.access.SignatureNonces;
import dev.unwind.dialect.upvest.signature.PublicKeys;
import dev.unwind.dialect.upvest.signature.RequestSignature;
import dev.unwind.dialect.upvest.signature.SignatureRefusedException;
import dev.unwind.dialect.upvest.signature.SignedRequest;
import dev.unwind.dialect.wire.Fingerprint;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies signatures on requests, as far as the settings ask for it. */
@ApplicationScoped
class UpvestSignatures {
  private final SignatureNonces nonces;
  private final UpvestConfig config;
  private final InstantSource clock;

  UpvestSignatures(SignatureNonces nonces, UpvestConfig config, InstantSource clock) {
    this.nonces = nonces;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Fails with an UNAUTHORIZED {@link UpvestException} where the signature is missing, wrong, stale
   * or used before.
   *
   * @param publicKey PEM of the caller's key; null where none is registered
   */
  Uni<Void> verify(SignedRequest request, String clientId, @Nullable String publicKey) {
    if (config.signatures() == UpvestConfig.Signatures.OFF) {
      return Uni.createFrom().voidItem();
    }
    boolean required = config.signatures() == UpvestConfig.Signatures.REQUIRED;
    if (!RequestSignature.isOn(request)) {
      return required ? refuse("the request is not signed") : Uni.createFrom().voidItem();
    }
    if (publicKey == null) {
      // Without a key on record there is nothing to hold a signature against.
      return required
          ? refuse("no public key is registered for this client")
          : Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    RequestSignature.Window window =
        new RequestSignature.Window(config.signatureLifetimeMax(), config.clockSkew());
    return Uni.createFrom()
        .item(() -> RequestSignature.verify(request, PublicKeys.parse(publicKey), window, now))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onFailure(SignatureRefusedException.class)
        .transform(
            e -> new UpvestException(UpvestFault.UNAUTHORIZED, String.valueOf(e.getMessage())))
        .chain(nonce -> takeOnce(clientId, nonce));
  }

  /** The nonce is taken after the signature was found good, so that nobody else can use it up. */
  private Uni<Void> takeOnce(String clientId, RequestSignature.Nonce nonce) {
    return nonces
        .take(Fingerprint.of(clientId + "\n" + nonce.keyId() + "\n" + nonce.value()), nonce.until())
        .chain(
            fresh ->
                fresh
                    ? Uni.createFrom().voidItem()
                    : refuse("the signature's nonce was used before"));
  }

  private static Uni<Void> refuse(String why) {
    return Uni.createFrom().failure(new UpvestException(UpvestFault.UNAUTHORIZED, why));
  }

  /** What a signature may cover of the request at hand. */
  static SignedRequest request(RoutingContext rc, byte[] body) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    rc.request().headers().names().forEach(n -> headers.put(n, rc.request().headers().getAll(n)));
    String authority = rc.request().getHeader("host");
    return new SignedRequest(
        rc.request().method().name(),
        rc.request().path(),
        rc.request().query(),
        authority == null ? "" : authority,
        rc.request().isSSL() ? "https" : "http",
        headers,
        body);
  }
}
