// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.databind.ObjectMapper;
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
}
