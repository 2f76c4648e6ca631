// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.dialect.DescribedErrors;
import dev.unwind.dialect.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** What the description of this dialect says of every operation alike. */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class NeuratradeDescriptions extends DescribedErrors implements OASFilter {
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
}
