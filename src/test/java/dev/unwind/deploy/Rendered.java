// SPDX-License-Identifier: Apache-2.0
package dev.unwind.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What kustomize makes of a folder, for the part of it that deploy/ uses: resources, and folders of
 * resources. Whatever else a kustomization says is refused, for it would be left out here in
 * silence.
 */
final class Rendered {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String FILE = "kustomization.yaml";
  private static final Set<String> UNDERSTOOD = Set.of("apiVersion", "kind", "resources");
  private static final Set<String> KINDS = Set.of("Kustomization", "Component");

  private Rendered() {}

  /** Objects by kind and name. */
  static Map<String, JsonNode> of(Path folder) throws IOException {
    Map<String, JsonNode> objects = new LinkedHashMap<>();
    add(folder, objects);
    return objects;
  }

  private static void add(Path folder, Map<String, JsonNode> objects) throws IOException {
    JsonNode kustomization = YAML.readTree(Files.readString(folder.resolve(FILE)));
    Set<String> further = new TreeSet<>();
    kustomization.fieldNames().forEachRemaining(further::add);
    further.removeAll(UNDERSTOOD);
    if (!further.isEmpty() || !KINDS.contains(kustomization.get("kind").asText())) {
      throw new IllegalArgumentException(folder + ": not understood: " + further);
    }
    for (JsonNode resource : kustomization.get("resources")) {
      Path path = folder.resolve(resource.asText()).normalize();
      if (Files.isDirectory(path)) {
        add(path, objects);
      } else {
        read(path, objects);
      }
    }
  }

  private static void read(Path path, Map<String, JsonNode> objects) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(path.toFile())) {
      while (documents.hasNext()) {
        JsonNode object = documents.next();
        String name = object.get("kind").asText() + "/" + object.at("/metadata/name").asText();
        if (objects.put(name, object) != null) {
          throw new IllegalArgumentException(path + ": a second " + name);
        }
      }
    }
  }
}
