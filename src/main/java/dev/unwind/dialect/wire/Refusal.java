// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

/**
 * Why a request is answered before or outside of a dialect's resources: by the router, a filter,
 * authentication, or as the last resort. Every dialect gives each of them its own status and words
 * in one exhaustive switch.
 */
public enum Refusal {
  /** No credential where one is needed. */
  CREDENTIAL_MISSING(401, "no credential was sent"),
  /** A credential that cannot be read. */
  CREDENTIAL_MALFORMED(401, "the credential cannot be read"),
  /** A credential that nobody has, or a revoked one, or one of another dialect. */
  CREDENTIAL_WRONG(401, "the credential is not valid"),
  /** A session token past its end. */
  CREDENTIAL_EXPIRED(401, "the credential has expired"),
  /** The role does not allow it. */
  FORBIDDEN(403, "the role does not allow it"),
  ROUTE_UNKNOWN(404, "no such endpoint"),
  METHOD_NOT_ALLOWED(405, "the endpoint does not have this method"),
  NOT_ACCEPTABLE(406, "the answer cannot be given in the media type asked for"),
  MEDIA_TYPE_UNSUPPORTED(415, "the body's media type is not read"),
  BODY_MALFORMED(400, "the request body cannot be read"),
  /** A path or query parameter that cannot be read. */
  PARAMETER_MALFORMED(400, "a parameter cannot be read"),
  BODY_TOO_LARGE(413, "the request body is too large"),
  /** A body that was announced and does not come; nothing was executed. */
  BODY_LATE(400, "the request body was not received in time"),
  URI_TOO_LONG(414, "the path or query is too long"),
  HEADERS_TOO_LARGE(431, "the request headers are too large"),
  /** Too many requests of this caller; nothing was executed. */
  RATE_LIMITED(429, "too many requests"),
  /** A queue is full; nothing was executed. */
  OVERLOADED(503, "the service is busy"),
  /** The ledger cannot be reached. */
  STORE_UNAVAILABLE(503, "the ledger cannot be reached"),
  /** A request that the service has begun with and does not come to the end of. */
  ANSWER_LATE(503, "not answered in time; whether it was carried out is not known"),
  /** A defect of the service. */
  INTERNAL_ERROR(500, "internal error");

  private final int status;
  private final String meaning;

  Refusal(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** The HTTP status that fits where the dialect's contract has no other. */
  public int status() {
    return status;
  }

  /** Plain words for dialects without words of their own; safe to show to anybody. */
  public String meaning() {
    return meaning;
  }
}
