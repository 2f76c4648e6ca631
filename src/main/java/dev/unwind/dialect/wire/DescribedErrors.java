// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Describes the errors that every operation of a dialect can give, once for all of them, in every
 * document in which they appear. A status that the operation has in the dialect's file of answers
 * stays as it is said there.
 *
 * <p>Decision: the errors come from {@link DialectErrors#render}, not from annotations repeated on
 * every resource. So the examples are what a client will read, a new operation cannot forget them,
 * and a changed wording changes the document. The filter works while the application is built
 * ({@code RunStage.BUILD}); nothing of it is there at run time, so a native executable needs
 * nothing for it. A dialect's subclass carries {@code @OpenApiFilter}, has a public constructor
 * without parameters, and names {@code OASFilter} as its own interface again, without which the
 * extension passes it over.
 */
public abstract class DescribedErrors implements OASFilter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REQUEST_ID = "4f0c1f6e7d6b4c7c8f1d2a3b4c5d6e7f";

  private final DialectErrors errors;
  private final List<Refusal> refusals;

  /**
   * @param errors whose words are described
   * @param refusals what can happen to an operation, in the order of the examples
   */
  protected DescribedErrors(DialectErrors errors, Refusal... refusals) {
    this.errors = errors;
    this.refusals = List.of(refusals);
  }

  /** The schema of an error's body; a reference needs its schema in the document already. */
  protected abstract Schema schema(int status);

  /** Makes the paths those that clients know, before anything is described. */
  protected void prepare(Paths paths) {}

  /** Describes what else is common to operations; comes before the errors. */
  protected void describe(DescribedAnswers answers, String path, Operation operation) {}

  /** Gives an operation an answer that others share, unless it has one of that status. */
  protected static void share(Operation operation, String status, String name) {
    APIResponse own = operation.getResponses().getAPIResponse(status);
    if (own == null || isBare(own)) {
      operation.getResponses().addAPIResponse(status, OASFactory.createAPIResponse().ref(name));
    }
  }

  @Override
  public final void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    prepare(document.getPaths());
    Map<Integer, List<Refusal>> byStatus = new TreeMap<>();
    for (Refusal refusal : refusals) {
      byStatus.computeIfAbsent(render(refusal).status(), k -> new ArrayList<>()).add(refusal);
    }
    Map<String, PathItem> ours = new TreeMap<>(document.getPaths().getPathItems());
    ours.keySet().removeIf(path -> !Dialect.ofPath(path).equals(Optional.of(errors.dialect())));
    if (ours.isEmpty()) {
      return;
    }
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    DescribedAnswers answers = new DescribedAnswers(errors.dialect(), this::schema);
    answers.describe(document);
    byStatus.forEach(
        (status, reasons) ->
            document.getComponents().addResponse(name(status), response(status, reasons)));
    ours.forEach(
        (path, item) -> {
          for (Map.Entry<PathItem.HttpMethod, Operation> each : item.getOperations().entrySet()) {
            Operation operation = each.getValue();
            if (operation.getResponses() == null) {
              operation.setResponses(OASFactory.createAPIResponses());
            }
            describe(answers, path, operation);
            byStatus.forEach((status, reasons) -> refer(each.getKey(), operation, status, reasons));
            dropBare(operation, "403");
          }
        });
  }

  private void refer(
      PathItem.HttpMethod method, Operation operation, int status, List<Refusal> reasons) {
    APIResponse own = operation.getResponses().getAPIResponse(Integer.toString(status));
    if ((own == null || isBare(own))
        && reasons.stream().anyMatch(r -> canHappen(r, method, operation))) {
      operation
          .getResponses()
          .addAPIResponse(
              Integer.toString(status), OASFactory.createAPIResponse().ref(name(status)));
    }
  }

  private static void dropBare(Operation operation, String status) {
    APIResponse response = operation.getResponses().getAPIResponse(status);
    if (response != null && isBare(response)) {
      operation.getResponses().removeAPIResponse(status);
    }
  }

  /** What the extension adds on its own to operations that need a role. */
  private static boolean isBare(APIResponse response) {
    return response.getRef() == null && response.getContent() == null;
  }

  /** Whether an operation can be refused like this. */
  protected boolean canHappen(Refusal refusal, PathItem.HttpMethod method, Operation operation) {
    return switch (refusal) {
      case BODY_MALFORMED, BODY_LATE, BODY_TOO_LARGE, MEDIA_TYPE_UNSUPPORTED ->
          operation.getRequestBody() != null;
      case PARAMETER_MALFORMED ->
          operation.getParameters() != null && !operation.getParameters().isEmpty();
      case CREDENTIAL_MISSING,
          CREDENTIAL_MALFORMED,
          CREDENTIAL_WRONG,
          CREDENTIAL_EXPIRED,
          FORBIDDEN,
          ROUTE_UNKNOWN,
          METHOD_NOT_ALLOWED,
          NOT_ACCEPTABLE,
          URI_TOO_LONG,
          HEADERS_TOO_LARGE,
          RATE_LIMITED,
          OVERLOADED,
          STORE_UNAVAILABLE,
          ANSWER_LATE,
          INTERNAL_ERROR ->
          true;
    };
  }

  private APIResponse response(int status, List<Refusal> reasons) {
    APIResponse response =
        OASFactory.createAPIResponse()
            .description(
                reasons.stream()
                    .map(Refusal::meaning)
                    .distinct()
                    .collect(Collectors.joining("; or ")));
    WireError first = render(reasons.get(0));
    if (!first.body().isEmpty()) {
      MediaType type = OASFactory.createMediaType().schema(schema(status));
      for (Refusal reason : reasons) {
        type.addExample(
            reason.name().toLowerCase(Locale.ROOT),
            OASFactory.createExample().value(example(render(reason).body())));
      }
      response.content(OASFactory.createContent().addMediaType(mediaType(first), type));
    }
    return response;
  }

  private static String mediaType(WireError error) {
    return error.contentType().split(";", 2)[0];
  }

  /** An example out of its JSON. */
  private static Object example(String body) {
    try {
      return JSON.readValue(body, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an error is JSON: " + body, e);
    }
  }

  private WireError render(Refusal refusal) {
    return errors.render(refusal, refusal.meaning(), REQUEST_ID);
  }

  private String name(int status) {
    String code = errors.dialect().code();
    return code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1) + status;
  }
}
