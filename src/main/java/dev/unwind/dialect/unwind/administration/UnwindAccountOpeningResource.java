// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.administration;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.registry.Register;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** New accounts. */
@Path("/unwind/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Administration")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindAccountOpeningResource {
  private final UnwindAccess access;
  private final Register register;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindAccountOpeningResource(
      UnwindAccess access, Register register, UnwindBodies bodies, UnwindErrors errors) {
    this.access = access;
    this.register = register;
    this.bodies = bodies;
    this.errors = errors;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "openAccount", summary = "Open an account")
  public Uni<Response> open(@Nullable String body) {
    Actor actor = access.actor();
    UnwindNewAccount request = bodies.read(body, UnwindNewAccount.class);
    String name = request.name();
    if (name == null) {
      throw UnwindBodies.malformed("name is required");
    }
    byte[] document =
        bodies
            .text(new UnwindNewAccount.Document(List.of(request)))
            .getBytes(StandardCharsets.UTF_8);
    return register
        .account(actor, UnwindParameters.newName("name", name), document)
        .invoke(made -> access.concerns(made.id()))
        .map(
            made ->
                UnwindMapping.created("accounts", made.name(), UnwindMapping.account(made))
                    .build());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
