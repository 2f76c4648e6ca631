// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends a list's next piece when the one before has gone, so that a slow client keeps one piece in
 * memory, and others have their turn in between. A worker makes all pieces but the first.
 */
@Provider
public class JsonListWriter implements ServerMessageBodyWriter<JsonList> {

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == JsonList.class;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == JsonList.class;
  }

  @Override
  public void writeResponse(JsonList list, Type genericType, ServerRequestContext context) {
    byte[] first = list.next();
    if (list.hasEnded()) {
      context.serverResponse().end(first);
      return;
    }
    ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
    request.suspend();
    request.serverResponse().setChunked(true);
    send(first, list, request);
  }

  private static void send(byte[] piece, JsonList list, ResteasyReactiveRequestContext request) {
    ServerHttpResponse response = request.serverResponse();
    response.write(
        piece,
        failure -> {
          if (failure != null) {
            request.resume(failure);
          } else if (list.hasEnded()) {
            response.end();
            request.resume();
          } else {
            Infrastructure.getDefaultWorkerPool().execute(() -> sendNext(list, request));
          }
        });
  }

  private static void sendNext(JsonList list, ResteasyReactiveRequestContext request) {
    try {
      send(list.next(), list, request);
    } catch (RuntimeException failure) {
      request.resume(failure);
    }
  }

  @Override
  public void writeTo(
      JsonList list,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream to)
      throws IOException {
    while (!list.hasEnded()) {
      to.write(list.next());
    }
  }
}
