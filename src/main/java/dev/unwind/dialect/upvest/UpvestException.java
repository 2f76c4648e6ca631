// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

/** A request that this dialect itself refuses. */
public final class UpvestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UpvestFault fault;

  /**
   * @param detail fit for the caller's eyes
   */
  public UpvestException(UpvestFault fault, String detail) {
    super(detail, null, false, false);
    this.fault = fault;
  }

  public static UpvestException invalid(String detail) {
    return new UpvestException(UpvestFault.INVALID_REQUEST, detail);
  }

  UpvestFault fault() {
    return fault;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
