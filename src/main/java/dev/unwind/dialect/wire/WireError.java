// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import java.util.Map;

/**
 * An error as it goes over the wire.
 *
 * @param contentType media type of the body, with its charset
 * @param headers further headers
 * @param body may be empty
 */
public record WireError(int status, String contentType, Map<String, String> headers, String body) {
  public WireError {
    headers = Map.copyOf(headers);
  }

  public static WireError json(int status, String body) {
    return new WireError(status, "application/json; charset=UTF-8", Map.of(), body);
  }
}
