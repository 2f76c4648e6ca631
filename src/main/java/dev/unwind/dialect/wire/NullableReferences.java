// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Says of a value that may be null what it is, in one schema: {@code type: [string, "null"]}. The
 * extension writes {@code anyOf} of a reference and null for a type that has a schema of its own,
 * and clients that are generated from that throw on every null.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class NullableReferences implements OASFilter {
  private static final String PREFIX = "#/components/schemas/";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null || document.getComponents().getSchemas() == null) {
      return;
    }
    Map<String, Schema> named = document.getComponents().getSchemas();
    named.values().forEach(schema -> repair(schema, named));
    if (document.getComponents().getResponses() != null) {
      document
          .getComponents()
          .getResponses()
          .values()
          .forEach(response -> repair(response.getContent(), named));
    }
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    for (PathItem path : document.getPaths().getPathItems().values()) {
      path.getOperations().values().forEach(operation -> repair(operation, named));
    }
  }

  private static void repair(Operation operation, Map<String, Schema> named) {
    if (operation.getRequestBody() != null) {
      repair(operation.getRequestBody().getContent(), named);
    }
    if (operation.getResponses() != null && operation.getResponses().getAPIResponses() != null) {
      for (APIResponse response : operation.getResponses().getAPIResponses().values()) {
        repair(response.getContent(), named);
      }
    }
  }

  private static void repair(@Nullable Content content, Map<String, Schema> named) {
    if (content != null && content.getMediaTypes() != null) {
      content
          .getMediaTypes()
          .values()
          .forEach(type -> type.setSchema(repaired(type.getSchema(), named)));
    }
  }

  /** Repairs what a schema is made of. */
  private static void repair(@Nullable Schema schema, Map<String, Schema> named) {
    if (schema == null || schema.getRef() != null || schema.getBooleanSchema() != null) {
      return;
    }
    if (schema.getProperties() != null) {
      Map<String, Schema> properties = new HashMap<>(schema.getProperties());
      properties.forEach((name, value) -> schema.addProperty(name, repaired(value, named)));
    }
    if (schema.getItems() != null) {
      schema.setItems(repaired(schema.getItems(), named));
    }
    if (schema.getAdditionalPropertiesSchema() != null) {
      schema.setAdditionalPropertiesSchema(repaired(schema.getAdditionalPropertiesSchema(), named));
    }
  }

  private static @Nullable Schema repaired(@Nullable Schema schema, Map<String, Schema> named) {
    if (schema == null) {
      return null;
    }
    Schema target = target(schema, named).orElse(null);
    if (target == null) {
      repair(schema, named);
      return schema;
    }
    List<SchemaType> types = new ArrayList<>(target.getType());
    types.add(SchemaType.NULL);
    Schema whole =
        OASFactory.createSchema()
            .type(types)
            .format(target.getFormat())
            .pattern(target.getPattern())
            .enumeration(target.getEnumeration())
            .required(target.getRequired())
            .items(target.getItems())
            .additionalPropertiesSchema(target.getAdditionalPropertiesSchema())
            .description(
                schema.getDescription() == null
                    ? target.getDescription()
                    : schema.getDescription());
    if (target.getProperties() != null) {
      target.getProperties().forEach(whole::addProperty);
    }
    repair(whole, named);
    return whole;
  }

  /** What the schema may be besides null, where it is a reference or null. */
  private static Optional<Schema> target(Schema schema, Map<String, Schema> named) {
    List<Schema> choices = schema.getAnyOf();
    if (choices == null || choices.size() != 2) {
      return Optional.empty();
    }
    boolean nullable = choices.stream().anyMatch(c -> List.of(SchemaType.NULL).equals(c.getType()));
    return choices.stream()
        .map(Schema::getRef)
        .filter(ref -> nullable && ref != null && ref.startsWith(PREFIX))
        .map(ref -> named.get(ref.substring(PREFIX.length())))
        .filter(found -> found != null && found.getType() != null)
        .findFirst();
  }
}
