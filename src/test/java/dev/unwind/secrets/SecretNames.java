// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Under which names secrets stand in documents, forms, queries and environments. */
final class SecretNames {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIELDS =
      Set.of(
          "secret",
          "password",
          "newpassword",
          "clientsecret",
          "token",
          "tokens",
          "accesstoken",
          "mdaccesstoken",
          "refreshtoken");
  private static final Pattern VARIABLE = Pattern.compile(".*(SECRET|PASSWORD|TOKEN|SIGNING_KEY)");
  private static final String IN_A_FILE = "_FILE";

  /** Documents have few names, many times each. */
  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  private SecretNames() {}

  static boolean isOne(String name) {
    return KNOWN.computeIfAbsent(
        name, n -> FIELDS.contains(n.replaceAll("[_-]", "").toLowerCase(Locale.ROOT)));
  }

  /** Notes what a document holds of them; what is none holds none. */
  static void noteDocument(@Nullable String text) {
    if (text == null || !text.stripLeading().startsWith("{")) {
      return;
    }
    try {
      note(JSON.readTree(text), false);
    } catch (JsonProcessingException e) {
      // Of a test of what cannot be read.
    }
  }

  private static void note(JsonNode node, boolean secret) {
    if (node.isTextual() && secret) {
      UsedSecrets.note(node.asText());
    }
    node.forEach(each -> note(each, secret && node.isArray()));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (isOne(field.getKey())) {
        note(field.getValue(), true);
      }
    }
  }

  static void noteEnvironment(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (VARIABLE.matcher(name).matches()) {
            noteLines(value);
          } else if (name.endsWith(IN_A_FILE)
              && VARIABLE.matcher(name.substring(0, name.length() - IN_A_FILE.length())).matches()
              && Files.isReadable(Path.of(value))) {
            noteLines(read(Path.of(value)));
          }
        });
  }

  /** A key is several lines, between two that everybody knows. */
  private static void noteLines(String text) {
    text.lines().filter(line -> !line.startsWith("-----")).forEach(UsedSecrets::note);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
