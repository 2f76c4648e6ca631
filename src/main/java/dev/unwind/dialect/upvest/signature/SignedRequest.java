// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a signature covers of a request, as it was received.
 *
 * @param path without the query, as sent
 * @param query without its question mark; null where the request has none
 * @param headers values in the order received, by lower-case name
 * @param body empty where there is none
 */
public record SignedRequest(
    String method,
    String path,
    @Nullable String query,
    String authority,
    String scheme,
    Map<String, List<String>> headers,
    byte[] body) {

  public SignedRequest {
    Map<String, List<String>> lower = new TreeMap<>();
    headers.forEach(
        (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(lower);
    body = body.clone();
  }

  /** All values of a header as one, or null where it was not sent. */
  public @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty()
        ? null
        : String.join(", ", values.stream().map(String::strip).toList());
  }

  public boolean hasQuery() {
    return query != null && !query.isEmpty();
  }

  public boolean hasBody() {
    return body.length > 0;
  }
}
