// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.unwind.application.proof.CanonicalRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NavigableMap;

/**
 * A row as it is digested. It is taken as JSON, and JSON as its leaves: what is not an object or a
 * list, under its JSON pointer without the first slash, as text. What is null is no leaf, so that a
 * column which comes later changes nothing of rows that were there before.
 */
public final class RowLeaves {
  private static final JsonFactory JSON = new JsonFactory();

  private RowLeaves() {}

  /** The leaves of a JSON object, by name. */
  public static NavigableMap<String, String> of(String json) {
    NavigableMap<String, String> leaves = CanonicalRecord.leaves();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      value(parser, "", leaves);
    } catch (IOException e) {
      throw new UncheckedIOException("a row that is no JSON", e);
    }
    return leaves;
  }

  private static void value(JsonParser parser, String name, NavigableMap<String, String> leaves)
      throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String member = parser.currentName().replace("~", "~0").replace("/", "~1");
          parser.nextToken();
          value(parser, name.isEmpty() ? member : name + "/" + member, leaves);
        }
      }
      case START_ARRAY -> {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          value(parser, name + "/" + i, leaves);
        }
      }
      case VALUE_NULL -> {
        // no leaf
      }
      default -> leaves.put(name, parser.getText());
    }
  }
}
