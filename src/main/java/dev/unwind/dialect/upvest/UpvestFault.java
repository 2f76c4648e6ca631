// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

/** The kinds of errors: status, slug and title of a problem. */
public enum UpvestFault {
  INVALID_REQUEST(400, "invalid_request", "Invalid request"),
  MISSING_IDEMPOTENCY_KEY(400, "missing_idempotency_key", "Missing idempotency key"),
  UNAUTHORIZED(401, "unauthorized", "Unauthorized"),
  FORBIDDEN(403, "forbidden", "Forbidden"),
  NOT_FOUND(404, "not_found", "Not found"),
  METHOD_NOT_ALLOWED(405, "method_not_allowed", "Method not allowed"),
  NOT_ACCEPTABLE(406, "not_acceptable", "Not acceptable"),
  CONFLICT(409, "conflict", "Conflict"),
  PAYLOAD_TOO_LARGE(413, "payload_too_large", "Payload too large"),
  URI_TOO_LONG(414, "uri_too_long", "URI too long"),
  HEADERS_TOO_LARGE(431, "headers_too_large", "Request header fields too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "unsupported_media_type", "Unsupported media type"),
  UNPROCESSABLE_ENTITY(422, "unprocessable_entity", "Unprocessable entity"),
  TOO_MANY_REQUESTS(429, "too_many_requests", "Too many requests"),
  INTERNAL(500, "internal", "Internal server error"),
  SERVICE_UNAVAILABLE(503, "service_unavailable", "Service unavailable");

  private final int status;
  private final String slug;
  private final String title;

  UpvestFault(int status, String slug, String title) {
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  int status() {
    return status;
  }

  String slug() {
    return slug;
  }

  String title() {
    return title;
  }
}
