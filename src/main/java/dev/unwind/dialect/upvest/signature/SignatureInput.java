// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One signature's parameters, from the header {@code signature-input}.
 *
 * @param components what is covered, in order
 * @param text the parameters exactly as sent; they are themselves signed
 * @param created seconds since the epoch
 * @param expires seconds since the epoch
 */
record SignatureInput(
    String label,
    List<String> components,
    String text,
    @Nullable String keyId,
    @Nullable Long created,
    @Nullable Long expires,
    @Nullable String nonce) {
  private static final int TEXT_CHARS_MAX = 8192;
  private static final int COMPONENTS_MAX = 64;

  /** The first signature of the header. */
  static SignatureInput parse(String header) {
    if (header.length() > TEXT_CHARS_MAX) {
      throw new SignatureRefusedException("signature-input is too long");
    }
    StructuredText in = new StructuredText(header);
    in.skipSpaces();
    SignatureInput first = member(in);
    while (in.another()) {
      member(in);
    }
    return first;
  }

  private static SignatureInput member(StructuredText in) {
    String label = in.key();
    in.require('=');
    int start = in.position();
    List<String> components = components(in);
    Map<String, Object> parameters = parameters(in);
    return new SignatureInput(
        label,
        components,
        in.since(start),
        text(parameters, "keyid"),
        number(parameters, "created"),
        number(parameters, "expires"),
        text(parameters, "nonce"));
  }

  private static List<String> components(StructuredText in) {
    in.require('(');
    List<String> components = new ArrayList<>();
    in.skipSpaces();
    while (!in.takes(')')) {
      String name = in.string();
      if (in.peek() == ';') {
        throw new SignatureRefusedException("component parameters are not supported: " + name);
      }
      if (components.contains(name)) {
        throw new SignatureRefusedException("a component is covered twice: " + name);
      }
      components.add(name);
      if (components.size() > COMPONENTS_MAX) {
        throw new SignatureRefusedException("too many components are covered");
      }
      if (in.peek() != ')') {
        in.require(' ');
        in.skipSpaces();
      }
    }
    return List.copyOf(components);
  }

  private static Map<String, Object> parameters(StructuredText in) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (in.takes(';')) {
      in.skipSpaces();
      String key = in.key();
      in.require('=');
      Object value = in.peek() == '"' ? in.string() : (Object) in.integer();
      if (parameters.put(key, value) != null) {
        throw in.malformed();
      }
    }
    return parameters;
  }

  private static @Nullable String text(Map<String, Object> parameters, String key) {
    return parameters.get(key) instanceof String text ? text : null;
  }

  private static @Nullable Long number(Map<String, Object> parameters, String key) {
    return parameters.get(key) instanceof Long number ? number : null;
  }
}
