// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of each document the schemas that nothing in it needs, those of other dialects above
 * all. The extension's own setting does so before any filter has run, and would leave out what only
 * the described answers name.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT,
    priority = UnusedSchemas.LAST)
public class UnusedSchemas implements OASFilter {
  static final int LAST = 0;
  private static final String PREFIX = "#/components/schemas/";

  private final List<Schema> asked = new ArrayList<>();

  @Override
  public Parameter filterParameter(Parameter parameter) {
    ask(parameter.getSchema());
    return parameter;
  }

  @Override
  public RequestBody filterRequestBody(RequestBody body) {
    ask(body.getContent());
    return body;
  }

  @Override
  public APIResponse filterAPIResponse(APIResponse response) {
    ask(response.getContent());
    return response;
  }

  @Override
  public Header filterHeader(Header header) {
    ask(header.getSchema());
    return header;
  }

  private void ask(@Nullable Content content) {
    if (content != null && content.getMediaTypes() != null) {
      content.getMediaTypes().values().forEach(type -> ask(type.getSchema()));
    }
  }

  private void ask(@Nullable Schema schema) {
    if (schema != null) {
      asked.add(schema);
    }
  }

  /** Comes after all that is in the document. */
  @Override
  public void filterOpenAPI(OpenAPI document) {
    Components components = document.getComponents();
    if (components == null || components.getSchemas() == null) {
      return;
    }
    Set<String> used = new HashSet<>();
    use(asked, components, used);
    TreeMap<String, Schema> kept = new TreeMap<>(components.getSchemas());
    kept.keySet().retainAll(used);
    components.setSchemas(kept);
  }

  private static void use(
      @Nullable Collection<Schema> schemas, Components components, Set<String> used) {
    if (schemas != null) {
      schemas.forEach(schema -> use(schema, components, used));
    }
  }

  private static void use(@Nullable Schema schema, Components components, Set<String> used) {
    if (schema == null || schema.getBooleanSchema() != null) {
      return;
    }
    String ref = schema.getRef();
    if (ref != null && ref.startsWith(PREFIX) && used.add(ref.substring(PREFIX.length()))) {
      Schema named = components.getSchemas().get(ref.substring(PREFIX.length()));
      if (named == null) {
        throw new IllegalStateException(ref + " is not there");
      }
      use(named, components, used);
    }
    use(schema.getItems(), components, used);
    use(schema.getAdditionalPropertiesSchema(), components, used);
    use(schema.getAnyOf(), components, used);
    use(schema.getOneOf(), components, used);
    use(schema.getAllOf(), components, used);
    use(schema.getProperties() == null ? null : schema.getProperties().values(), components, used);
  }
}
