// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import dev.unwind.dialect.Dialect;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jspecify.annotations.Nullable;

/**
 * What {@code openapi/<dialect>.yaml} says of a dialect's operations: their answers, headers,
 * examples, bodies and parameters, so far as the resources do not say it by their types. The file
 * is a part of an OpenAPI document. It is read while the application is built, and what it names
 * must be there.
 *
 * <ul>
 *   <li>Where an operation has answers in the file, it has no others but the errors of all.
 *   <li>Content without a schema has that of the method's type, or that of an error.
 *   <li>{@code #/components/examples/...} names an example of the file itself, which is put where
 *       it is named, since generators of clients do not follow such references.
 * </ul>
 */
public final class DescribedAnswers {
  private static final String EXAMPLES = "#/components/examples/";

  private final String file;
  private final IntFunction<Schema> errors;
  private final OpenAPI described;
  private final Map<String, Object> examples = new HashMap<>();

  /**
   * @param errors the schema of an error's body, by its status
   */
  DescribedAnswers(Dialect dialect, IntFunction<Schema> errors) {
    this.file = "/openapi/" + dialect.code() + ".yaml";
    this.errors = errors;
    this.described = read(file);
    Components components = described.getComponents();
    if (components != null && components.getExamples() != null) {
      components.getExamples().forEach((name, example) -> examples.put(name, example.getValue()));
    }
  }

  private static OpenAPI read(String file) {
    try (InputStream in = DescribedAnswers.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not there");
      }
      return SmallRyeOpenAPI.builder()
          .enableModelReader(false)
          .enableStandardStaticFiles(false)
          .enableAnnotationScan(false)
          .enableStandardFilter(false)
          .defaultRequiredProperties(false)
          .withCustomStaticFile(() -> in)
          .build()
          .model();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** An example of the file by its name. */
  public Object example(String name) {
    Object example = examples.get(name);
    if (example == null) {
      throw new IllegalStateException(file + " has no example " + name);
    }
    return example;
  }

  /** Adds all of it to a document that has the dialect's operations. */
  void describe(OpenAPI document) {
    Components components = described.getComponents();
    if (components != null && components.getResponses() != null) {
      components
          .getResponses()
          .forEach(
              (name, answer) ->
                  document.getComponents().addResponse(name, whole("400", answer, null)));
    }
    described
        .getPaths()
        .getPathItems()
        .forEach((path, item) -> describe(path, item, document.getPaths().getPathItem(path)));
  }

  private void describe(String path, PathItem item, @Nullable PathItem target) {
    item.getOperations()
        .forEach(
            (method, operation) -> {
              Operation found = target == null ? null : target.getOperations().get(method);
              if (found == null) {
                throw new IllegalStateException(
                    "%s describes %s %s, which is not there".formatted(file, method, path));
              }
              describe(operation, found);
            });
  }

  private void describe(Operation from, Operation target) {
    if (from.getDescription() != null) {
      target.description(from.getDescription());
    }
    if (from.getParameters() != null) {
      from.getParameters().forEach(parameter -> describe(parameter, target));
    }
    if (from.getRequestBody() != null) {
      target.requestBody(whole(from.getRequestBody(), target.getRequestBody()));
    }
    if (from.getResponses() != null) {
      APIResponses generated = target.getResponses();
      APIResponses answers = OASFactory.createAPIResponses();
      from.getResponses()
          .getAPIResponses()
          .forEach(
              (status, answer) ->
                  answers.addAPIResponse(
                      status,
                      whole(
                          status,
                          answer,
                          generated == null ? null : generated.getAPIResponse(status))));
      target.responses(answers);
    }
  }

  private static void describe(Parameter from, Operation target) {
    Parameter taken =
        target.getParameters() == null
            ? null
            : target.getParameters().stream()
                .filter(p -> p.getName().equals(from.getName()) && p.getIn() == from.getIn())
                .findAny()
                .orElse(null);
    if (taken == null) {
      target.addParameter(from);
      return;
    }
    if (from.getDescription() != null) {
      taken.description(from.getDescription());
    }
    if (from.getRequired() != null) {
      taken.required(from.getRequired());
    }
    if (from.getSchema() != null) {
      taken.schema(from.getSchema());
    }
    if (from.getExample() != null) {
      taken.example(from.getExample());
    }
  }

  private RequestBody whole(RequestBody body, @Nullable RequestBody generated) {
    complete(body.getContent(), generated == null ? null : generated.getContent(), null);
    return body;
  }

  private APIResponse whole(String status, APIResponse answer, @Nullable APIResponse generated) {
    if (answer.getRef() == null && answer.getContent() != null) {
      boolean error = status.startsWith("4") || status.startsWith("5");
      complete(
          answer.getContent(),
          generated == null ? null : generated.getContent(),
          error ? errors.apply(Integer.parseInt(status)) : null);
    }
    return answer;
  }

  private void complete(Content content, @Nullable Content generated, @Nullable Schema otherwise) {
    content
        .getMediaTypes()
        .forEach(
            (name, type) -> {
              if (type.getSchema() == null) {
                type.schema(otherwise == null ? schema(name, generated) : otherwise);
              }
              if (type.getExamples() != null) {
                type.getExamples().values().forEach(this::inline);
              }
            });
  }

  private static @Nullable Schema schema(String name, @Nullable Content generated) {
    if (generated == null || generated.getMediaTypes() == null) {
      return null;
    }
    Map<String, MediaType> types = generated.getMediaTypes();
    MediaType type = types.size() == 1 ? types.values().iterator().next() : types.get(name);
    return type == null ? null : type.getSchema();
  }

  private void inline(Example example) {
    String ref = example.getRef();
    if (ref != null) {
      example.ref(null).value(example(ref.substring(EXAMPLES.length())));
    }
  }
}
