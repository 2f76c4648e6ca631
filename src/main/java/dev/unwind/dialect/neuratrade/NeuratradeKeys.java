// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.dialect.wire.Fingerprint;
import dev.unwind.domain.Reason;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Callers' idempotency keys; those of different operations do not meet. */
final class NeuratradeKeys {
  static final int LENGTH_MAX = 128;

  private NeuratradeKeys() {}

  /** The key of a request's header; null where it has none. */
  static @Nullable String read(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    if (header.length() > LENGTH_MAX) {
      throw new TradingException(Reason.CLIENT_ORDER_ID_INVALID);
    }
    return header;
  }

  static IdempotencyKey of(String operation, String key, String payload) {
    return new IdempotencyKey("neuratrade", operation + ":" + key, Fingerprint.of(payload));
  }

  /** The same text for the same payload, of fixed length. */
  static String hash(String payload) {
    return HexFormat.of().formatHex(Fingerprint.of(payload));
  }
}
