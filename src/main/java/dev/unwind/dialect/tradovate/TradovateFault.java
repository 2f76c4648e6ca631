// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/** A call that is answered with a status of its own and a plain text. Carries no stack. */
public final class TradovateFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final String DENIED = "Access is denied";

  private final int status;
  private final String text;

  public TradovateFault(int status, String text) {
    super(status + " " + text, null, false, false);
    this.status = status;
    this.text = text;
  }

  /** A field or parameter that is missing or of the wrong type or size. */
  public static TradovateFault invalid(String what) {
    return new TradovateFault(400, "Invalid or missed parameters: " + what);
  }

  public static TradovateFault notFound(String what) {
    return new TradovateFault(404, what + " not found");
  }

  public static TradovateFault denied() {
    return new TradovateFault(401, DENIED);
  }

  public int status() {
    return status;
  }

  public String text() {
    return text;
  }
}
