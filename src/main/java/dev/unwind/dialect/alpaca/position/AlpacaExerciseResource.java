// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.position;

import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.market.AlpacaUnentitledResource;
import io.quarkus.security.Authenticated;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Options are closed here, never exercised; see {@link AlpacaUnentitledResource}. */
@Path("/v2/positions")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
public class AlpacaExerciseResource {
  @POST
  @Path("/{symbol_or_contract_id}/{instruction:exercise|do-not-exercise}")
  @Operation(hidden = true)
  public Response instruct(
      @PathParam("symbol_or_contract_id") String symbol,
      @PathParam("instruction") String instruction) {
    return AlpacaErrors.response(
        AlpacaErrors.forbidden("account not authorized to exercise options"));
  }
}
