// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.access.Caller;
import dev.unwind.dialect.DescribedErrors;
import dev.unwind.dialect.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * What the description of this dialect says of every operation alike: its errors, the account that
 * a caller names, keys that make repeats harmless, and the header that names a liquidation.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class NeuratradeDescriptions extends DescribedErrors implements OASFilter {
  private static final String LIQUIDATIONS = "/api/v1/trading/liquidate";
  private static final String KEY = "Idempotency-Key";
  private static final String UNREADABLE = "NeuratradeUnreadable";
  private static final String UNNAMED = "NeuratradeAccountUnnamed";
  private static final String UNKNOWN = "NeuratradeAccountUnknown";
  private static final String KEY_REUSED = "NeuratradeKeyReused";

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
  protected void describe(OpenAPI document, String path, Operation operation) {
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
    describeWrong(document, operation, takesBody);
    share(
        document,
        operation,
        "404",
        UNKNOWN,
        error(
            404,
            "the account named is not there",
            "account",
            example(NeuratradeExamples.NO_ACCOUNT)));
    if (takesKey) {
      share(
          document,
          operation,
          "409",
          KEY_REUSED,
          error(
              409,
              "the key was used with another payload",
              "key",
              example(NeuratradeExamples.KEY_REUSED)));
    }
    if (path.startsWith(LIQUIDATIONS)) {
      List.of("200", "500").forEach(status -> nameLiquidation(operation, status));
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

  /** Any request can fail to name the account, and any body can be no JSON. */
  private void describeWrong(OpenAPI document, Operation operation, boolean takesBody) {
    APIResponse own = operation.getResponses().getAPIResponse("400");
    Object unnamed = example(NeuratradeExamples.BAD_ACCOUNT);
    APIResponse wrong =
        own != null && !isBare(own)
            ? withExample(own, "account", unnamed)
            : error(
                400,
                takesBody
                    ? "the request cannot be read"
                    : "several accounts are granted and none is named",
                "account",
                unnamed);
    if (takesBody) {
      withExample(wrong, "payload", example(NeuratradeExamples.BAD_PAYLOAD));
    }
    share(document, operation, "400", takesBody ? UNREADABLE : UNNAMED, wrong);
  }

  private static void nameLiquidation(Operation operation, String status) {
    operation
        .getResponses()
        .getAPIResponse(status)
        .addHeader(
            "Unwind-Liquidation",
            OASFactory.createHeader().description("id of the liquidation").schema(text()));
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }
}
