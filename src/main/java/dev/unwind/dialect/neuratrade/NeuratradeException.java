// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An answer other than success, as it goes over the wire. Carries no stack. */
final class NeuratradeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable UUID liquidation;
  private final @Nullable String order;

  private NeuratradeException(
      int status, String text, @Nullable UUID liquidation, @Nullable String order) {
    super(text, null, false, false);
    this.status = status;
    this.liquidation = liquidation;
    this.order = order;
  }

  static NeuratradeException of(int status, String text) {
    return new NeuratradeException(status, text, null, null);
  }

  static NeuratradeException badRequest(String text) {
    return of(400, text);
  }

  static NeuratradeException malformed() {
    return of(400, "invalid request payload");
  }

  static NeuratradeException positionNotOpen() {
    return of(404, "open position not found");
  }

  /** The same answer about a liquidation. */
  NeuratradeException about(UUID uid) {
    return new NeuratradeException(status, text(), uid, order);
  }

  /** The same answer about an order. */
  NeuratradeException aboutOrder(String id) {
    return new NeuratradeException(status, text(), liquidation, id);
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  @Nullable UUID liquidation() {
    return liquidation;
  }

  @Nullable String order() {
    return order;
  }
}
