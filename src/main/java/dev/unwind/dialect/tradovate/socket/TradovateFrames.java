// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.unwind.dialect.tradovate.TradovateFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The socket's text frames. To the client: {@code o}, {@code h}, {@code a[...]}, {@code c[code,
 * "reason"]}. From it: {@code []} as heartbeat, and calls of four parts separated by newlines:
 * operation, id, query, body.
 */
final class TradovateFrames {
  static final String OPEN = "o";
  static final String HEARTBEAT = "h";
  private static final String CLIENT_HEARTBEAT = "[]";

  private TradovateFrames() {}

  /**
   * A call as it came.
   *
   * @param endpoint lower case, without a leading slash
   * @param query never null; may be empty
   * @param body may hold newlines of its own
   */
  record Request(String endpoint, long id, String query, String body) {}

  static boolean isHeartbeat(String frame) {
    return frame.strip().equals(CLIENT_HEARTBEAT);
  }

  /** Reads a call; empty when it is none. Only the first three newlines separate. */
  static Optional<Request> parse(String frame) {
    String[] parts = frame.split("\n", 4);
    if (parts.length < 2) {
      return Optional.empty();
    }
    long id;
    try {
      id = Long.parseLong(parts[1].strip());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    String endpoint = parts[0].strip().toLowerCase(Locale.ROOT);
    String query = parts.length > 2 ? parts[2].strip() : "";
    int mark = endpoint.indexOf('?');
    if (mark >= 0) {
      // As an address: what follows the mark keeps its case, for it may name a contract.
      String inline = parts[0].strip().substring(mark + 1);
      query = query.isEmpty() ? inline : inline + "&" + query;
      endpoint = endpoint.substring(0, mark);
    }
    if (endpoint.startsWith("/")) {
      endpoint = endpoint.substring(1);
    }
    if (endpoint.startsWith("v1/")) {
      endpoint = endpoint.substring("v1/".length());
    }
    return endpoint.isEmpty()
        ? Optional.empty()
        : Optional.of(new Request(endpoint, id, query, parts.length > 3 ? parts[3] : ""));
  }

  /** A token as clients send it: bare, or as a JSON string. */
  static String token(String body) {
    String token = body.strip();
    boolean quoted = token.length() >= 2 && token.startsWith("\"") && token.endsWith("\"");
    return quoted ? token.substring(1, token.length() - 1) : token;
  }

  /** An answer, alone in its frame: a client in the field looks at a frame's first message only. */
  static String reply(long id, int status) {
    return "a[{\"s\":" + status + ",\"i\":" + id + "}]";
  }

  static String reply(long id, int status, String bodyJson) {
    return "a[{\"s\":" + status + ",\"i\":" + id + ",\"d\":" + bodyJson + "}]";
  }

  static String error(long id, TradovateFault fault) {
    // Too many calls are answered without words, as over HTTP.
    return fault.status() == 429
        ? reply(id, 429)
        : reply(id, fault.status(), TextNode.valueOf(fault.text()).toString());
  }

  /** What cannot be answered, for it bears no id. */
  static String unreadable() {
    return "a[{\"s\":400,\"d\":\"Invalid or missed parameters: the frame is not a call\"}]";
  }

  static String props(ObjectMapper mapper, List<TradovateUpdate> props)
      throws JsonProcessingException {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (TradovateUpdate prop : props) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("entityType", prop.entityType());
      data.put("eventType", prop.eventType().name());
      data.put("entity", prop.entity());
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("e", "props");
      message.put("d", data);
      messages.add(message);
    }
    return "a" + mapper.writeValueAsString(messages);
  }

  /** Said before the service closes a socket by itself. */
  static String shutdown(String reasonCode, @Nullable String reason) {
    String words = reason == null ? "" : ",\"reason\":" + TextNode.valueOf(reason).toString();
    return "a[{\"e\":\"shutdown\",\"d\":{\"reasonCode\":\"" + reasonCode + "\"" + words + "}}]";
  }

  static String close(int code, String reason) {
    return "c[" + code + "," + TextNode.valueOf(reason) + "]";
  }
}
