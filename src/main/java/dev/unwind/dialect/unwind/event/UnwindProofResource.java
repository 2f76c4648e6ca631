// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.proof.ProofReader;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
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
  private final LedgerReader reader;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindProofResource(
      UnwindAccess access,
      ProofReader proofs,
      LedgerReader reader,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.proofs = proofs;
    this.reader = reader;
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
    long named = UnwindParameters.number("from", from, 0);
    boolean fromTheBeginning = from == null || from.isEmpty();
    long first = fromTheBeginning ? 1 : named;
    long asked = UnwindParameters.number("to", to, Long.MAX_VALUE);
    int most = UnwindParameters.limit(limit, EVENTS, EVENTS_MAX);
    if (first < 1 || first > asked) {
      throw UnwindBodies.malformed("from must be 1 or more, and to not below it");
    }
    AccountScope scope = access.actor().scope();
    return access
        .account(account)
        .chain(
            id ->
                (fromTheBeginning ? beginning(scope, id, asked) : kept(scope, id, first))
                    .chain(begin -> prove(id, begin, asked, most)))
        .chain(bodies::ok);
  }

  /** Where the log begins; what was dropped cannot be proven here. */
  private Uni<Long> beginning(AccountScope scope, AccountId account, long asked) {
    return reader
        .lastDropped(scope, account)
        .chain(dropped -> kept(scope, account, Math.min(dropped + 1, asked)));
  }

  private Uni<Long> kept(AccountScope scope, AccountId account, long first) {
    return reader.requireKept(scope, account, first - 1).replaceWith(first);
  }

  private Uni<UnwindProof> prove(AccountId account, long first, long asked, int most) {
    long last = asked - first < most ? asked : first + most - 1;
    return proofs
        .prove(account, first, last)
        .map(span -> UnwindProof.of(account.value(), span, asked));
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
