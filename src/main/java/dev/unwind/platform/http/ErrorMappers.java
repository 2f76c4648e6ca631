// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.unwind.application.access.SignInsExhaustedException;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.postgres.PostgresFailures;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers what no resource has answered in the words of the path's dialect. A dialect's own mappers
 * come first; these are what is left: the router's refusals, unreadable bodies, security, and
 * defects as the last resort.
 */
@ApplicationScoped
public class ErrorMappers {
  private final ErrorAnswers errors;

  ErrorMappers(ErrorAnswers errors) {
    this.errors = errors;
  }

  @ServerExceptionMapper
  Response notFound(NotFoundException e, RoutingContext rc) {
    return webApplication(e, rc, Refusal.ROUTE_UNKNOWN);
  }

  @ServerExceptionMapper
  Response notAllowed(NotAllowedException e, RoutingContext rc) {
    return webApplication(e, rc, Refusal.METHOD_NOT_ALLOWED);
  }

  @ServerExceptionMapper
  Response notAcceptable(NotAcceptableException e, RoutingContext rc) {
    return webApplication(e, rc, Refusal.NOT_ACCEPTABLE);
  }

  @ServerExceptionMapper
  Response notSupported(NotSupportedException e, RoutingContext rc) {
    return webApplication(e, rc, Refusal.MEDIA_TYPE_UNSUPPORTED);
  }

  /**
   * Broken JSON arrives as a 400 with the parser's exception as its cause; other 400s are
   * unreadable parameters.
   */
  @ServerExceptionMapper
  Response webApplication(WebApplicationException e, RoutingContext rc) {
    int status = e.getResponse().getStatus();
    return webApplication(
        e,
        rc,
        switch (status) {
          case 400 ->
              e.getCause() instanceof JacksonException
                  ? Refusal.BODY_MALFORMED
                  : Refusal.PARAMETER_MALFORMED;
          case 401 -> Refusal.CREDENTIAL_MISSING;
          case 403 -> Refusal.FORBIDDEN;
          case 404 -> Refusal.ROUTE_UNKNOWN;
          case 405 -> Refusal.METHOD_NOT_ALLOWED;
          case 406 -> Refusal.NOT_ACCEPTABLE;
          case 413 -> Refusal.BODY_TOO_LARGE;
          case 415 -> Refusal.MEDIA_TYPE_UNSUPPORTED;
          case 429 -> Refusal.RATE_LIMITED;
          case 503 -> Refusal.OVERLOADED;
          default -> Refusal.INTERNAL_ERROR;
        });
  }

  /**
   * A value of the wrong type. Its message names classes, so only the path of the value is told.
   */
  @ServerExceptionMapper(priority = 1)
  Response mismatch(MismatchedInputException e, RoutingContext rc) {
    String path =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
            .collect(Collectors.joining("."));
    Refusal refusal = Refusal.BODY_MALFORMED;
    return response(rc, refusal, path.isEmpty() ? refusal.meaning() : path + " has the wrong type");
  }

  /** Broken JSON that a resource parses by itself. */
  @ServerExceptionMapper
  Response broken(JacksonException e, RoutingContext rc) {
    return response(rc, Refusal.BODY_MALFORMED, Refusal.BODY_MALFORMED.meaning());
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e, RoutingContext rc) {
    Refusal refusal = ErrorAnswers.challenge(rc);
    return response(rc, refusal, refusal.meaning());
  }

  @ServerExceptionMapper
  Response authenticationFailed(AuthenticationFailedException e, RoutingContext rc) {
    Refusal refusal = ErrorAnswers.challenge(rc);
    return response(rc, refusal, refusal.meaning());
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e, RoutingContext rc) {
    return response(rc, Refusal.FORBIDDEN, Refusal.FORBIDDEN.meaning());
  }

  @ServerExceptionMapper
  Response busy(SignInsExhaustedException e, RoutingContext rc) {
    return response(rc, Refusal.OVERLOADED, Refusal.OVERLOADED.meaning());
  }

  @ServerExceptionMapper
  Response anything(Throwable e, RoutingContext rc) {
    if (PostgresFailures.isUnavailable(e)) {
      return response(rc, Refusal.STORE_UNAVAILABLE, Refusal.STORE_UNAVAILABLE.meaning());
    }
    Log.errorf(e, "Request failed requestId=%s", RequestIds.of(rc));
    return response(rc, Refusal.INTERNAL_ERROR, Refusal.INTERNAL_ERROR.meaning());
  }

  private Response webApplication(WebApplicationException e, RoutingContext rc, Refusal refusal) {
    if (e.getResponse().hasEntity()) {
      return e.getResponse();
    }
    if (refusal == Refusal.INTERNAL_ERROR) {
      return anything(e, rc);
    }
    return response(rc, refusal, refusal.meaning());
  }

  private Response response(RoutingContext rc, Refusal refusal, String detail) {
    return errors.response(rc, refusal, detail);
  }
}
