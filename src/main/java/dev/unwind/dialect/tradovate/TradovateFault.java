// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/** A call that is answered with a status of its own and a plain text. Carries no stack. */
final class TradovateFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final String DENIED = "Access is denied";

  private final int status;
  private final String text;

  TradovateFault(int status, String text) {
    super(status + " " + text, null, false, false);
    this.status = status;
    this.text = text;
  }

  /** A field or parameter that is missing or of the wrong type or size. */
  static TradovateFault invalid(String what) {
    return new TradovateFault(400, "Invalid or missed parameters: " + what);
  }

  static TradovateFault notFound(String what) {
    return new TradovateFault(404, what + " not found");
  }

  static TradovateFault denied() {
    return new TradovateFault(401, DENIED);
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
