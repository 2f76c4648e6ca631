// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

/** The server could not be asked, is busy, or has not answered. */
public final class LostException extends ClientException {
  private static final long serialVersionUID = 1L;

  /** What is known of it. */
  enum Kind {
    /** Nothing has reached the server. */
    UNREACHABLE,
    /** It has said that it did nothing and may be asked again. */
    BUSY,
    /** It may have done what it was asked for. */
    UNANSWERED
  }

  private final Kind kind;

  LostException(Kind kind, String message) {
    super(ExitStatus.NOT_SENT, message);
    this.kind = kind;
  }

  LostException(Kind kind, String message, Throwable cause) {
    super(ExitStatus.NOT_SENT, message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Whether what was asked for may have been done. */
  public boolean mayBeDone() {
    return kind == Kind.UNANSWERED;
  }
}
