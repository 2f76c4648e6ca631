// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.rule.KeepRules;
import dev.unwind.application.rule.KeptRules;
import dev.unwind.application.rule.RuleConfig;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.rule.RiskRules;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What an account may lose and hold. */
@Path("/unwind/v1/accounts/{account}/rules")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindRulesResource {
  private final UnwindAccess access;
  private final KeepRules rules;
  private final RuleConfig config;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindRulesResource(
      UnwindAccess access,
      KeepRules rules,
      RuleConfig config,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.rules = rules;
    this.config = config;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "getRules",
      summary = "What an account may lose and hold, and how it stands")
  public Uni<Response> get(@PathParam("account") String account) {
    return access
        .account(account)
        .chain(rules::find)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.RULES_NOT_FOUND)))
        .map(UnwindRulesResource::answer);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putRules",
      summary = "Restrict or close an account when it loses or holds too much")
  public Uni<Response> put(
      @PathParam("account") String account,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable String body) {
    Actor actor = access.actor();
    RiskRules wanted = bodies.read(body, UnwindRules.Request.class).rules(config);
    Predicate<@Nullable KeptRules> asSeen = asSeen(ifMatch);
    return access
        .account(account)
        .chain(id -> rules.put(actor, id, wanted, asSeen))
        .map(UnwindRulesResource::answer);
  }

  @DELETE
  @Operation(operationId = "removeRules", summary = "Let an account have no rules")
  public Uni<Response> remove(
      @PathParam("account") String account, @HeaderParam("If-Match") @Nullable String ifMatch) {
    Actor actor = access.actor();
    Predicate<@Nullable KeptRules> asSeen = asSeen(ifMatch);
    return access
        .account(account)
        .chain(id -> rules.remove(actor, id, asSeen))
        .replaceWith(() -> Response.noContent().build());
  }

  private static Predicate<@Nullable KeptRules> asSeen(@Nullable String ifMatch) {
    String seen = UnwindParameters.digest(ifMatch);
    return kept -> seen == null || kept != null && seen.equals(tag(kept));
  }

  private static Response answer(KeptRules kept) {
    return Response.ok(UnwindRules.of(kept)).tag(tag(kept)).build();
  }

  /** Of what was set, not of how it stands. */
  private static String tag(KeptRules kept) {
    return UnwindParameters.digestOf(kept.account() + " " + kept.version() + " " + kept.rules());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
