// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.RequestKeys;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.Fingerprint;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The {@code idempotency-key} of requests that create something. */
@ApplicationScoped
public class UpvestKeys {
  private final RequestKeys keys;
  private final InstantSource clock;

  UpvestKeys(RequestKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The key of a request. It covers method, path and the very bytes of the body.
   *
   * @throws UpvestException when it is missing or no uuid
   */
  public static IdempotencyKey of(UpvestCall call, @Nullable String header) {
    if (header == null || header.isBlank()) {
      throw new UpvestException(
          UpvestFault.MISSING_IDEMPOTENCY_KEY, "the header idempotency-key is required");
    }
    String key =
        UpvestRequests.uuid(header.strip())
            .orElseThrow(() -> UpvestException.invalid("idempotency-key must be a UUID"))
            .toString();
    byte[] hash = Fingerprint.of(call.method() + "\n" + call.path() + "\n", call.body());
    return new IdempotencyKey(Dialect.UPVEST.code(), key, hash);
  }

  /**
   * Does what the key stands for. The key is given back when the request is refused with nothing
   * done, so that the caller may correct it.
   */
  public <T> Uni<T> once(UpvestCall call, IdempotencyKey key, Supplier<Uni<T>> work) {
    return keys.take(call.caller(), key, clock.instant())
        .chain(
            fresh ->
                Uni.createFrom()
                    .deferred(work::get)
                    .onFailure(failure -> fresh && isRefusal(failure))
                    .call(() -> keys.release(call.caller(), key)));
  }

  /** Nothing was done. After a failure of the store nobody knows. */
  private static boolean isRefusal(Throwable failure) {
    return failure instanceof UpvestException
        || failure instanceof TradingException e
            && e.reason() != Reason.STORE_UNAVAILABLE
            && e.reason() != Reason.OUTCOME_UNKNOWN
            && e.reason() != Reason.INTERNAL_ERROR
            && e.reason() != Reason.IDEMPOTENCY_KEY_REUSED;
  }
}
