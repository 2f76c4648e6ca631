// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.access.Caller;
import dev.unwind.dialect.wire.DescribedAnswers;
import dev.unwind.dialect.wire.DescribedErrors;
import dev.unwind.dialect.wire.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;

/**
 * What the description of this dialect says of every operation alike: its errors, the account that
 * a caller names, and keys that make repeats harmless.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class NeuratradeDescriptions extends DescribedErrors implements OASFilter {
  private static final String KEY = "Idempotency-Key";

  /** Answers to refused credentials have no status in them. */
  private static final int UNAUTHORIZED = 401;

  public NeuratradeDescriptions() {
    super(
        new NeuratradeErrors(),
        Refusal.CREDENTIAL_MISSING,
        Refusal.CREDENTIAL_MALFORMED,
        Refusal.CREDENTIAL_WRONG,
        Refusal.FORBIDDEN,
        Refusal.BODY_TOO_LARGE,
        Refusal.STORE_UNAVAILABLE);
  }

  @Override
  protected Schema schema(int status) {
    return status == UNAUTHORIZED
        ? OASFactory.createSchema()
            .addType(Schema.SchemaType.OBJECT)
            .addProperty("error", OASFactory.createSchema().addType(Schema.SchemaType.STRING))
            .addRequired("error")
        : OASFactory.createSchema().ref("ErrorAnswer");
  }

  @Override
  protected void describe(DescribedAnswers answers, String path, Operation operation) {
    boolean takesKey = describeKey(operation);
    operation.addParameter(
        OASFactory.createParameter()
            .name(Caller.ACCOUNT_HEADER)
            .in(Parameter.In.HEADER)
            .description("the account, by name, id or uid; needed only by callers with several")
            .schema(text()));
    boolean takesBody = operation.getRequestBody() != null;
    if (takesBody) {
      readAsJson(operation.getRequestBody());
      operation
          .getRequestBody()
          .description("read as JSON whatever its media type; unknown keys are ignored");
    }
    share(operation, "400", takesBody ? "NeuratradeUnreadable" : "NeuratradeAccountUnnamed");
    share(operation, "404", "NeuratradeAccountUnknown");
    if (takesKey) {
      share(operation, "409", "NeuratradeKeyReused");
    }
  }

  private static boolean describeKey(Operation operation) {
    if (operation.getParameters() == null) {
      return false;
    }
    Optional<Parameter> key =
        operation.getParameters().stream().filter(p -> KEY.equals(p.getName())).findAny();
    key.ifPresent(
        p ->
            p.description("a repeat with the same key and payload has no second effect")
                .schema(text().maxLength(NeuratradeKeys.LENGTH_MAX)));
    return key.isPresent();
  }

  private static void readAsJson(RequestBody body) {
    MediaType type = body.getContent().getMediaTypes().values().iterator().next();
    body.required(true).content(OASFactory.createContent().addMediaType("application/json", type));
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }
}
