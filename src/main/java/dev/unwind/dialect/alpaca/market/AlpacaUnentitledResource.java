// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.market;

import dev.unwind.dialect.alpaca.AlpacaErrors;
import io.quarkus.security.Authenticated;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * What the vendor has and this service has not, answered as the vendor answers accounts that are
 * not entitled to it: clients know that answer, while an unknown route is a defect to them.
 */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
public class AlpacaUnentitledResource {
  private static final String FEATURES =
      "/{feature:watchlists(:by_name)?(/.*)?|options/contracts(/.*)?}";

  @GET
  @Path(FEATURES)
  @Operation(hidden = true)
  public Response get(@PathParam("feature") String feature) {
    return refused(feature);
  }

  @POST
  @Path(FEATURES)
  @Operation(hidden = true)
  public Response post(@PathParam("feature") String feature) {
    return refused(feature);
  }

  @PUT
  @Path(FEATURES)
  @Operation(hidden = true)
  public Response put(@PathParam("feature") String feature) {
    return refused(feature);
  }

  @DELETE
  @Path(FEATURES)
  @Operation(hidden = true)
  public Response delete(@PathParam("feature") String feature) {
    return refused(feature);
  }

  private static Response refused(String feature) {
    return AlpacaErrors.response(
        AlpacaErrors.forbidden(
            feature.startsWith("options")
                ? "account not authorized to trade options"
                : "insufficient permission"));
  }
}
