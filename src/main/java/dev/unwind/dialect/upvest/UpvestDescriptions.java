// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.wire.DescribedAnswers;
import dev.unwind.dialect.wire.DescribedErrors;
import dev.unwind.dialect.wire.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * What the description of this dialect says of every operation alike: its errors, and the
 * parameters that mean the same wherever they are taken.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class UpvestDescriptions extends DescribedErrors implements OASFilter {
  public UpvestDescriptions() {
    super(
        new UpvestErrors(new ObjectMapper(), UpvestConfig.ERROR_TYPE_BASE),
        Refusal.CREDENTIAL_WRONG,
        Refusal.FORBIDDEN,
        Refusal.METHOD_NOT_ALLOWED,
        Refusal.NOT_ACCEPTABLE,
        Refusal.BODY_TOO_LARGE,
        Refusal.INTERNAL_ERROR,
        Refusal.STORE_UNAVAILABLE);
  }

  @Override
  protected Schema schema(int status) {
    return OASFactory.createSchema().ref("UpvestError");
  }

  /** Whatever is sent can be wrong, and whatever a path names can be absent. */
  @Override
  protected void describe(DescribedAnswers answers, String path, Operation operation) {
    List<Parameter> parameters =
        Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of());
    parameters.forEach(UpvestDescriptions::describe);
    if (operation.getRequestBody() != null
        || parameters.stream().anyMatch(p -> p.getIn() == Parameter.In.QUERY)) {
      share(operation, "400", "UpvestInvalid");
    }
    if (path.contains("{")) {
      share(operation, "404", "UpvestNotFound");
    }
  }

  private static void describe(Parameter parameter) {
    switch (parameter.getName()) {
      case "idempotency-key" ->
          parameter.description("A UUID; the same key has one effect for 24 hours").required(true);
      case "offset" -> parameter.description("From 0").schema(integer());
      case "limit" -> parameter.description("0 to 1000, 100 by default").schema(integer());
      case "order" ->
          parameter.schema(OASFactory.createSchema().enumeration(List.of("ASC", "DESC")));
      case "start_date" -> parameter.description("Inclusive");
      case "end_date" -> parameter.description("Exclusive");
      default -> {
        // Described where it is taken.
      }
    }
  }

  private static Schema integer() {
    return OASFactory.createSchema().addType(Schema.SchemaType.INTEGER);
  }
}
