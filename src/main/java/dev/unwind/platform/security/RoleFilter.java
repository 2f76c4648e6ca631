// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.AccessTable;
import dev.unwind.dialect.AccessTable.Verdict;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.Entrance;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.platform.http.AnswerDeadline;
import dev.unwind.platform.http.ErrorAnswers;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Refuses callers whose role or scope does not allow what they ask for, before anything of the
 * request is read: who may not, learns nothing of accounts. Stands behind the choice of the
 * resource, so that a wrong path is a wrong path for everybody.
 */
@ApplicationScoped
public class RoleFilter {
  private final ErrorAnswers errors;

  RoleFilter(ErrorAnswers errors) {
    this.errors = errors;
  }

  @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
  public @Nullable Response check(RoutingContext rc, SimpleResourceInfo resource) {
    AnswerDeadline.reached(
        rc, resource.getResourceClass().getSimpleName() + "." + resource.getMethodName());
    Authenticated who = Identities.of(rc);
    Entrance at =
        AccessTable.request(rc.request().method().name(), rc.normalizedPath()).orElse(null);
    // Tradovate's commands say it in their own answers, by the same table.
    if (who == null || at == null || at.dialect() == Dialect.TRADOVATE) {
      return null;
    }
    Verdict verdict = AccessTable.verdict(who, at);
    if (verdict == Verdict.OPEN) {
      return null;
    }
    String detail =
        verdict == Verdict.SCOPE_MISSING
            ? at.scopes().stream()
                .sorted()
                .collect(Collectors.joining(" ", "the token needs one of: ", ""))
            : Refusal.FORBIDDEN.meaning();
    return errors.response(rc, Refusal.FORBIDDEN, detail);
  }
}
