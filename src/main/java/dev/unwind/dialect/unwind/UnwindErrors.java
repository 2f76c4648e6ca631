// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.DialectErrors;
import dev.unwind.dialect.Refusal;
import dev.unwind.dialect.WireError;
import dev.unwind.domain.Reason;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Errors of {@code /unwind/v1}: {@code {"code": "...", "message": "..."}}, where the code is a core
 * reason or, for what only the wire knows, the refusal's name.
 */
@ApplicationScoped
public class UnwindErrors implements DialectErrors {
  @Override
  public Dialect dialect() {
    return Dialect.UNWIND;
  }

  @Override
  public WireError render(Refusal refusal, String detail, String requestId) {
    return error(refusal.status(), code(refusal), detail);
  }

  /** An error body with a given code. */
  static WireError error(int status, String code, String message) {
    return WireError.json(
        status,
        JsonNodeFactory.instance.objectNode().put("code", code).put("message", message).toString());
  }

  private static String code(Refusal refusal) {
    return switch (refusal) {
      case CREDENTIAL_MISSING, CREDENTIAL_MALFORMED, CREDENTIAL_WRONG, CREDENTIAL_EXPIRED ->
          Reason.NOT_AUTHENTICATED.name();
      case FORBIDDEN -> Reason.NOT_PERMITTED.name();
      case BODY_MALFORMED, PARAMETER_MALFORMED -> Reason.REQUEST_MALFORMED.name();
      case BODY_TOO_LARGE -> Reason.REQUEST_TOO_LARGE.name();
      case RATE_LIMITED -> Reason.RATE_LIMITED.name();
      case OVERLOADED -> Reason.OVERLOADED.name();
      case STORE_UNAVAILABLE -> Reason.STORE_UNAVAILABLE.name();
      case INTERNAL_ERROR -> Reason.INTERNAL_ERROR.name();
      case ROUTE_UNKNOWN, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, MEDIA_TYPE_UNSUPPORTED ->
          refusal.name();
    };
  }
}
