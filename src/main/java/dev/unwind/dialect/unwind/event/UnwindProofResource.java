// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.application.proof.ProofReader;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Whether an account's log is what it was when it was new. */
@Path("/unwind/v1/accounts/{account}/proof")
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindProofResource {
  private static final int EVENTS = 1_000;
  private static final int EVENTS_MAX = 10_000;

  private final UnwindAccess access;
  private final ProofReader proofs;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindProofResource(
      UnwindAccess access, ProofReader proofs, UnwindBodies bodies, UnwindErrors errors) {
    this.access = access;
    this.proofs = proofs;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "proveLog",
      summary = "Compute the chain of an account's log again, and compare it with its heads")
  public Uni<Response> prove(
      @PathParam("account") String account,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable String limit) {
    long first = UnwindParameters.number("from", from, 1);
    long asked = UnwindParameters.number("to", to, Long.MAX_VALUE);
    int most = UnwindParameters.limit(limit, EVENTS, EVENTS_MAX);
    if (first < 1 || first > asked) {
      throw UnwindBodies.malformed("from must be 1 or more, and to not below it");
    }
    long last = asked - first < most ? asked : first + most - 1;
    return access
        .account(account)
        .chain(
            id ->
                proofs.prove(id, first, last).map(span -> UnwindProof.of(id.value(), span, asked)))
        .chain(bodies::ok);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
