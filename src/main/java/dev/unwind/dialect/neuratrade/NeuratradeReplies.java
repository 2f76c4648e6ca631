// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.TradingException;
import dev.unwind.dialect.wire.WireHeaders;
import dev.unwind.domain.Reason;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads bodies whatever their media type, and writes answers. */
@ApplicationScoped
class NeuratradeReplies {
  /** Names the liquidation that an answer is about. */

  /** Names the order that an error is about. */
  static final String ORDER = "Unwind-Order";

  private final ObjectMapper json;

  NeuratradeReplies(ObjectMapper json) {
    this.json = json;
  }

  /** A body of JSON; an empty or broken one is a bad request. */
  JsonNode read(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw NeuratradeException.malformed();
    }
    try {
      JsonNode node = json.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw NeuratradeException.malformed();
      }
      return node;
    } catch (IOException | NumberFormatException | ArithmeticException e) {
      throw NeuratradeException.malformed();
    }
  }

  Response reply(int status, Object envelope) {
    return reply(status, envelope, null);
  }

  Response reply(int status, Object envelope, @Nullable UUID liquidation) {
    return response(status, bytes(envelope), liquidation);
  }

  /** The same for answers that may be long: they are not written on the event loop. */
  Uni<Response> replyLong(Object envelope, @Nullable UUID liquidation) {
    return Uni.createFrom()
        .item(envelope)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(e -> response(200, bytes(e), liquidation));
  }

  Response failure(Throwable failure, NeuratradeOperation operation) {
    NeuratradeException answer = answer(failure, operation);
    NeuratradeAnswer.OfError body = new NeuratradeAnswer.OfError("error", answer.text());
    Response.ResponseBuilder response = builder(answer.status(), bytes(body), answer.liquidation());
    if (answer.order() != null) {
      response.header(ORDER, answer.order());
    }
    return response.build();
  }

  private static NeuratradeException answer(Throwable failure, NeuratradeOperation operation) {
    if (failure instanceof NeuratradeException e) {
      return e;
    }
    if (failure instanceof TradingException e) {
      return NeuratradeErrors.of(e.denial(), operation);
    }
    Log.errorf(failure, "Request failed dialect=neuratrade operation=%s", operation);
    return NeuratradeErrors.of(Reason.INTERNAL_ERROR, operation);
  }

  private byte[] bytes(Object envelope) {
    try {
      return json.writeValueAsBytes(envelope);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Response response(int status, byte[] body, @Nullable UUID liquidation) {
    return builder(status, body, liquidation).build();
  }

  private static Response.ResponseBuilder builder(
      int status, byte[] body, @Nullable UUID liquidation) {
    Response.ResponseBuilder response =
        Response.status(status)
            .header(HttpHeaders.CONTENT_TYPE, NeuratradeErrors.JSON)
            .entity(body);
    return liquidation == null ? response : response.header(WireHeaders.LIQUIDATION, liquidation);
  }
}
