// SPDX-License-Identifier: Apache-2.0
package dev.unwind.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An OpenAPI 3.1 document, whose schemas are JSON Schema. */
final class ApiDescription {
  private static final String AT = "urn:unwind:openapi";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;

  /** Asked for a part of the document, the factory would read all of it again for each part. */
  private final JsonSchema schemas;

  private final Map<String, JsonSchema> known = new HashMap<>();
  private final List<Operation> operations = new ArrayList<>();

  /** One method of one path. */
  record Operation(String method, String path, Pattern matches, JsonNode node) {
    @Override
    public String toString() {
      return method.toUpperCase(Locale.ROOT) + " " + path;
    }
  }

  ApiDescription(String text) throws JsonProcessingException {
    document = JSON.readTree(text);
    schemas =
        JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(AT, text))))
            .getSchema(SchemaLocation.of(AT));
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(
              new Operation(
                  method.getKey(), path.getKey(), pattern(path.getKey()), method.getValue()));
        }
      }
    }
  }

  private static Pattern pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    for (String part : template.split("(?=\\{)|(?<=\\})", -1)) {
      pattern.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString());
  }

  JsonNode document() {
    return document;
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** The operation that serves a path; one without parameters there wins. */
  Optional<Operation> find(String method, String path) {
    String asked = method.toLowerCase(Locale.ROOT);
    List<Operation> found =
        operations.stream()
            .filter(o -> o.method().equals(asked) && o.matches().matcher(path).matches())
            .toList();
    return found.stream()
        .filter(o -> !o.path().contains("{"))
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  /**
   * What is wrong with an answer; empty when the description allows it.
   *
   * @param type media type without parameters, empty for an answer without a body
   */
  List<String> faults(Operation operation, int status, String type, String body) {
    JsonNode response = operation.node().path("responses").path(String.valueOf(status));
    if (response.isMissingNode()) {
      return List.of("status " + status + " is not declared");
    }
    if (body.isEmpty()) {
      return List.of();
    }
    JsonNode content = resolved(response).path("content").path(type);
    if (content.isMissingNode()) {
      return List.of("status " + status + " has no content of type '" + type + "'");
    }
    if (!type.endsWith("json") || !content.has("schema")) {
      return List.of();
    }
    try {
      return faults(schemaOf(operation, String.valueOf(status), type), JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return List.of("the body is not JSON");
    }
  }

  /** The response itself, also where the operation only refers to it. */
  JsonNode resolved(JsonNode response) {
    return response.has("$ref")
        ? document.at(response.path("$ref").asText().substring(1))
        : response;
  }

  /** Where the schema of a declared answer stands in the document. */
  String schemaOf(Operation operation, String status, String type) {
    JsonNode reference = operation.node().path("responses").path(status).path("$ref");
    String response =
        reference.isMissingNode()
            ? "/paths/"
                + escaped(operation.path())
                + "/"
                + operation.method()
                + "/responses/"
                + status
            : reference.asText().substring(1);
    return response + "/content/" + escaped(type) + "/schema";
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** What a schema of the document has against a value. */
  List<String> faults(String pointer, JsonNode value) {
    JsonSchema schema;
    synchronized (known) {
      schema =
          known.computeIfAbsent(
              pointer,
              p -> schemas.getRefSchema(SchemaLocation.of(AT + "#" + percent(p)).getFragment()));
    }
    return schema.validate(value).stream().map(ValidationMessage::getMessage).sorted().toList();
  }

  private static String percent(String pointer) {
    return pointer.replace("{", "%7B").replace("}", "%7D");
  }
}
