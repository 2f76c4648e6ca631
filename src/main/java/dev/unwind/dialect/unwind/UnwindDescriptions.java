// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.wire.DescribedErrors;
import dev.unwind.dialect.wire.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** What the description of our own API says of every operation alike. */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class UnwindDescriptions extends DescribedErrors implements OASFilter {
  public UnwindDescriptions() {
    super(
        new UnwindErrors(new ObjectMapper()),
        Refusal.BODY_MALFORMED,
        Refusal.PARAMETER_MALFORMED,
        Refusal.CREDENTIAL_MISSING,
        Refusal.CREDENTIAL_WRONG,
        Refusal.FORBIDDEN,
        Refusal.BODY_TOO_LARGE,
        Refusal.INTERNAL_ERROR,
        Refusal.STORE_UNAVAILABLE);
  }

  @Override
  protected Schema schema(int status) {
    return OASFactory.createSchema().ref("UnwindError");
  }
}
