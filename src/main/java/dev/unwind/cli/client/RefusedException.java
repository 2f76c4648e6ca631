// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

/** The server has answered that it does not do it: nothing was changed. */
public final class RefusedException extends ClientException {
  private static final long serialVersionUID = 1L;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;

  private final String code;

  RefusedException(int status, String code, String message) {
    super(
        status == UNAUTHORIZED || status == FORBIDDEN
            ? ExitStatus.NOT_PERMITTED
            : ExitStatus.NOT_SENT,
        message + " (" + code + ")");
    this.code = code;
  }

  /** Of one of several that were asked about at once. */
  public static RefusedException oneOfSeveral(String code, String message) {
    return new RefusedException(CONFLICT, code, message);
  }

  /** The reason, as docs/reasons.md lists them. */
  public String code() {
    return code;
  }
}
