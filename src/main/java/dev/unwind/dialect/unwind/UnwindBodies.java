// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.unwind.application.TradingException;
import dev.unwind.dialect.wire.JsonFaults;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads request bodies strictly and writes large answers away from the event loop. */
@ApplicationScoped
public class UnwindBodies {
  private final ObjectMapper json;
  private final ObjectReader strict;

  UnwindBodies(ObjectMapper json) {
    this.json = json;
    strict =
        json.reader()
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** Fails with REQUEST_MALFORMED, naming the member at fault. */
  public <T> T read(@Nullable String body, Class<T> type) {
    T value;
    try {
      value = body == null || body.isBlank() ? null : strict.forType(type).readValue(body);
    } catch (UnrecognizedPropertyException e) {
      throw malformed("unknown member " + path(e));
    } catch (JsonMappingException e) {
      String path = path(e);
      throw malformed(
          path.isEmpty() ? "not an object of the expected form" : path + " has the wrong type");
    } catch (JacksonException | NumberFormatException | ArithmeticException e) {
      throw malformed(JsonFaults.of(e));
    }
    if (value == null) {
      throw malformed("a body is required");
    }
    return value;
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.length() > 100 ? path.substring(0, 100) : path.toString();
  }

  public static TradingException malformed(String text) {
    return new TradingException(Denial.of(Reason.REQUEST_MALFORMED, text));
  }

  /** The value as JSON, written by a worker: thousands of items would hold up the event loop. */
  public Uni<byte[]> write(Object value) {
    return Uni.createFrom()
        .item(value)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(this::bytes);
  }

  /** The value as the answer of a request that has gone well. */
  public Uni<Response> ok(Object value) {
    return write(value).map(json -> Response.ok(json).build());
  }

  public String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JacksonException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(Object value) {
    try {
      return json.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new UncheckedIOException(e);
    }
  }
}
