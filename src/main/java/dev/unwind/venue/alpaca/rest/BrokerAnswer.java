// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What became of a request. */
public sealed interface BrokerAnswer {
  /** Whether the broker does not have what was asked for. */
  default boolean isAbsent() {
    return false;
  }

  /** Nothing has left this side. */
  record NotSent(String why) implements BrokerAnswer {}

  /** It may have arrived, and may still. */
  record Unknown(String why) implements BrokerAnswer {}

  /** The broker has counted too many requests; it has not looked at this one. */
  record TooMany(Duration retryAfter) implements BrokerAnswer {}

  /**
   * It was answered, and is over.
   *
   * @param status never one that leaves open what has happened
   */
  record Answered(int status, Buffer body) implements BrokerAnswer {
    private static final int TEXT_CHARS_MAX = 300;

    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    @Override
    public boolean isAbsent() {
      return status == 404;
    }

    /** Whether the credential is refused; nobody has looked at the request. */
    public boolean isUnauthorized() {
      return status == 401;
    }

    /** Whether it does not do such a thing, or not for this key: asking again changes nothing. */
    public boolean isForbidden() {
      return status == 403 || status == 405;
    }

    /** Whether an order with this key is there already. */
    public boolean isDuplicateKey() {
      return status == 422 && text().contains("client_order_id");
    }

    /** Half a body is no answer. */
    public JsonObject object() {
      return (JsonObject) Json.decodeValue(body);
    }

    public JsonArray list() {
      return (JsonArray) Json.decodeValue(body);
    }

    /** Why not, in the broker's words. */
    public String text() {
      try {
        Object decoded = Json.decodeValue(body);
        if (decoded instanceof JsonObject json && json.getString("message") != null) {
          String message = json.getString("message");
          return message.length() <= TEXT_CHARS_MAX
              ? message
              : message.substring(0, TEXT_CHARS_MAX);
        }
      } catch (DecodeException | ClassCastException e) {
        return "status " + status;
      }
      return "status " + status;
    }
  }
}
