// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.wire.DescribedAnswers;
import dev.unwind.dialect.wire.DescribedErrors;
import dev.unwind.dialect.wire.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** What the description of this dialect says of every operation alike. */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class AlpacaDescriptions extends DescribedErrors implements OASFilter {
  private static final Set<String> MARKET = Set.of("/v2/assets", "/v2/calendar", "/v2/clock");

  public AlpacaDescriptions() {
    super(
        new AlpacaErrors(new ObjectMapper()),
        Refusal.BODY_MALFORMED,
        Refusal.CREDENTIAL_WRONG,
        Refusal.FORBIDDEN,
        Refusal.BODY_TOO_LARGE,
        Refusal.MEDIA_TYPE_UNSUPPORTED,
        Refusal.NOT_ACCEPTABLE,
        Refusal.PARAMETER_MALFORMED,
        Refusal.RATE_LIMITED,
        Refusal.INTERNAL_ERROR,
        Refusal.STORE_UNAVAILABLE);
  }

  @Override
  protected Schema schema(int status) {
    return OASFactory.createSchema().ref("Error");
  }

  /** Whoever may use several accounts names one; so every operation of an account can miss it. */
  @Override
  protected void describe(DescribedAnswers answers, String path, Operation operation) {
    if (MARKET.stream().anyMatch(path::startsWith)) {
      return;
    }
    if (operation.getRequestBody() == null) {
      share(operation, "400", "AlpacaAccountUnnamed");
    }
    share(operation, "404", "AlpacaAccountUnknown");
  }

  /** Closes and cancels are never throttled. */
  @Override
  protected boolean canHappen(Refusal refusal, PathItem.HttpMethod method, Operation operation) {
    return !(refusal == Refusal.RATE_LIMITED && method == PathItem.HttpMethod.DELETE)
        && super.canHappen(refusal, method, operation);
  }
}
