// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.wire.JsonList;
import dev.unwind.dialect.wire.WireHeaders;
import dev.unwind.domain.liquidation.Liquidation;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes answers; long ones on a worker thread, so that no event loop stands still for them. */
@ApplicationScoped
public class AlpacaAnswers {
  /** The liquidation that an answer concerns. */
  private static final String JSON = "application/json; charset=UTF-8";

  private final ObjectMapper json;

  AlpacaAnswers(ObjectMapper json) {
    this.json = json;
  }

  /** An answer of bounded size. */
  public static Response json(int status, Object body) {
    return Response.status(status).entity(body).header("Content-Type", JSON).build();
  }

  /** The same, of a liquidation. */
  public static Response json(int status, Object body, Liquidation liquidation) {
    return Response.status(status)
        .entity(body)
        .header("Content-Type", JSON)
        .header(WireHeaders.LIQUIDATION, liquidation.uid())
        .build();
  }

  /** An answer that may be as long as the account has positions or orders. */
  public Uni<Response> list(int status, Uni<? extends List<?>> body) {
    return list(status, body, null);
  }

  /** The same, of a liquidation. */
  public Uni<Response> list(int status, Uni<? extends List<?>> body, @Nullable UUID liquidation) {
    return body.emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            items -> {
              Response.ResponseBuilder response =
                  Response.status(status)
                      .entity(new JsonList(json, items))
                      .header("Content-Type", JSON);
              return liquidation == null
                  ? response.build()
                  : response.header(WireHeaders.LIQUIDATION, liquidation).build();
            });
  }

  public byte[] bytes(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
