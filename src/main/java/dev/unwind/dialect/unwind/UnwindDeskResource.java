// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.TradingException;
import dev.unwind.application.account.DeskView;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** All accounts of the caller side by side. */
@Path("/unwind/v1/desk")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindDeskResource {
  private final UnwindAccess access;
  private final DeskView desk;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindDeskResource(UnwindAccess access, DeskView desk, UnwindBodies bodies, UnwindErrors errors) {
    this.access = access;
    this.desk = desk;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "getDesk",
      summary = "The caller's accounts with their latch, exposure and open liquidations")
  public Uni<Response> get(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    AccountId from = new AccountId(UnwindParameters.number("after", after, 0));
    return desk.lines(access.actor().scope(), from, rows)
        .map(lines -> page(lines, rows))
        .chain(bodies::ok);
  }

  private static UnwindDeskLine.Page page(List<DeskView.Line> lines, int rows) {
    return new UnwindDeskLine.Page(
        lines.stream().map(UnwindDeskLine::of).toList(),
        lines.size() < rows ? null : (Long) lines.get(rows - 1).account().id().value());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
