// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.Caller;
import dev.unwind.application.access.Principals;
import dev.unwind.dialect.upvest.signature.SignedRequest;
import dev.unwind.dialect.wire.JsonFaults;
import dev.unwind.domain.value.Uids;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way in for every operation: no resource gets at the caller but through here, and none answers
 * an error by itself.
 */
@ApplicationScoped
public class UpvestRequests {
  /** Tag of sessions: the API key that they were issued for. */
  static final String CLIENT_ID = "client_id";

  private static final String CLIENT_ID_HEADER = "upvest-client-id";
  private static final byte[] NOTHING = {};

  /** A uuid without hyphens, by its groups. */
  private static final Pattern PLAIN =
      Pattern.compile("^(\\w{8})(\\w{4})(\\w{4})(\\w{4})(\\w{12})$");

  private final Caller caller;
  private final RoutingContext rc;
  private final Principals principals;
  private final UpvestSignatures signatures;
  private final UpvestErrors errors;
  private final ObjectMapper json;
  private final ObjectReader reader;

  UpvestRequests(
      Caller caller,
      RoutingContext rc,
      Principals principals,
      UpvestSignatures signatures,
      UpvestErrors errors,
      ObjectMapper json) {
    this.caller = caller;
    this.rc = rc;
    this.principals = principals;
    this.signatures = signatures;
    this.errors = errors;
    this.json = json;
    reader =
        json.reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** Answers a request without a body. */
  public Uni<Response> answer(Function<UpvestCall, Uni<Response>> work) {
    return answer(NOTHING, work);
  }

  /**
   * Answers a request, whose token and scope have been looked at already: the token's client and
   * the signature are checked before {@code work} sees it, and what it fails with becomes a
   * problem.
   *
   * @param body as received; null where nothing came
   */
  public Uni<Response> answer(byte @Nullable [] body, Function<UpvestCall, Uni<Response>> work) {
    Authenticated authenticated = caller.authenticated();
    byte[] received = body == null ? NOTHING : body;
    UpvestCall call =
        new UpvestCall(
            caller.actor(),
            caller.requestId(),
            rc.request().method().name(),
            rc.request().path(),
            received);
    return answer(
        call.requestId(),
        () ->
            admitted(authenticated, UpvestSignatures.request(rc, received))
                .chain(() -> work.apply(call)));
  }

  /** Id of the request at hand. */
  String requestId() {
    return caller.requestId();
  }

  /** Turns what a request fails with into a problem. */
  public Uni<Response> answer(String requestId, Supplier<Uni<Response>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure(UpvestException.class)
        .recoverWithItem(
            e ->
                errors.response(
                    ((UpvestException) e).fault(), ((UpvestException) e).detail(), requestId))
        .onFailure(TradingException.class)
        .recoverWithItem(e -> errors.response(((TradingException) e).denial(), requestId));
  }

  /**
   * Also looks whether the key that the token was issued for is still good, and finds its public
   * key.
   */
  private Uni<Void> admitted(Authenticated authenticated, SignedRequest request) {
    String clientId = authenticated.tags().getOrDefault(CLIENT_ID, "");
    String told = request.header(CLIENT_ID_HEADER);
    if (told != null && !told.equals(clientId)) {
      return Uni.createFrom()
          .failure(
              new UpvestException(
                  UpvestFault.UNAUTHORIZED, CLIENT_ID_HEADER + " is not the token's client"));
    }
    return principals
        .findApiKey(clientId)
        .chain(
            key ->
                key.filter(k -> k.revokedAt() == null)
                    .map(k -> signatures.verify(request, clientId, k.authenticated().publicKey()))
                    .orElseGet(
                        () ->
                            Uni.createFrom()
                                .failure(
                                    new UpvestException(
                                        UpvestFault.UNAUTHORIZED,
                                        "the client's key is not valid any more"))));
  }

  /**
   * Reads a body.
   *
   * @throws UpvestException when it is not what is wanted; the text names the field, never a class
   */
  public <T> T read(UpvestCall call, Class<T> type) {
    if (call.body().length == 0) {
      throw UpvestException.invalid("the request needs a body");
    }
    try {
      T value = reader.forType(type).readValue(call.body());
      if (value == null) {
        throw UpvestException.invalid("the request body is null");
      }
      return value;
    } catch (JsonMappingException e) {
      String field =
          e.getPath().isEmpty() ? null : e.getPath().get(e.getPath().size() - 1).getFieldName();
      throw UpvestException.invalid(
          field == null ? "the request body cannot be read" : field + " has the wrong type");
    } catch (IOException | NumberFormatException | ArithmeticException e) {
      throw UpvestException.invalid(JsonFaults.of(e));
    }
  }

  /** Answers with a value; it is written on a worker thread, for lists may be long. */
  public Uni<Response> json(int status, Object value) {
    return bytes(value).map(body -> response(status, body));
  }

  /** A value as it goes over the wire. */
  Uni<byte[]> bytes(Object value) {
    return Uni.createFrom()
        .item(() -> text(value))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  public byte[] text(Object value) {
    try {
      return json.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is always writable", e);
    }
  }

  /** A text field of an answer. */
  public String field(byte[] answer, String name) {
    try {
      return json.readTree(answer).path(name).asText();
    } catch (IOException e) {
      throw new IllegalStateException("an answer is always readable", e);
    }
  }

  public static Response response(int status, byte[] body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
  }

  static Uni<Response> empty(int status) {
    return Uni.createFrom().item(Response.status(status).build());
  }

  /** A uuid in a path; what is none names nothing. */
  public static UUID id(String text, String what) {
    return uuid(text).orElseThrow(() -> missing(what));
  }

  public static UpvestException missing(String what) {
    return new UpvestException(UpvestFault.NOT_FOUND, what + " does not exist");
  }

  /** Reads a uuid with or without its hyphens. */
  public static Optional<UUID> uuid(@Nullable String text) {
    return Uids.read(text == null ? null : PLAIN.matcher(text).replaceFirst("$1-$2-$3-$4-$5"));
  }
}
