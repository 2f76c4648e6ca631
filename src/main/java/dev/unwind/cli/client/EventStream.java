// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of an account as they come. A connection that is lost, or on which not even a
 * heartbeat comes, is made again with the last event's id, so that none is missed.
 */
public final class EventStream {
  private static final String LOST = "EVENTS_LOST";
  private static final long PAUSE_MILLIS_MAX = 5_000;
  private static final long PAUSE_MILLIS_MIN = 250;

  private final Api api;
  private final Map<String, String> log;
  private final Duration silenceMax;
  private final Consumer<String> notes;
  private @Nullable String lastId;

  /**
   * @param log which log: the query that names it
   * @param after begins behind this seq; with null, with what happens from now on
   * @param silenceMax longer than a server lets pass between two heartbeats
   * @param notes what is to be said of the connection
   */
  public EventStream(
      Api api,
      Map<String, String> log,
      @Nullable Long after,
      Duration silenceMax,
      Consumer<String> notes) {
    this.api = api;
    this.log = Map.copyOf(log);
    this.lastId = after == null ? null : after.toString();
    this.silenceMax = silenceMax;
    this.notes = notes;
  }

  /** The seq of the last event, or what it was told to begin behind. */
  public @Nullable String lastId() {
    return lastId;
  }

  /**
   * Follows until the server refuses to go on.
   *
   * @throws ClientException where it does, or was never reached
   */
  public void follow(Consumer<JsonNode> events) {
    boolean reached = false;
    boolean told = false;
    long pause = PAUSE_MILLIS_MIN;
    while (true) {
      try (InputStream stream = api.open("/events/stream", log, lastId)) {
        if (told) {
          notes.accept("connected again");
        }
        reached = true;
        told = false;
        pause = PAUSE_MILLIS_MIN;
        read(stream, events);
      } catch (LostException e) {
        if (!reached) {
          throw e;
        }
      } catch (IOException e) {
        // The connection is gone; what came over it counts.
      }
      if (!told) {
        notes.accept("the connection is lost; trying again");
        told = true;
      }
      Api.pause(pause);
      pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
    }
  }

  private void read(InputStream stream, Consumer<JsonNode> events) throws IOException {
    Silence silence = new Silence(stream, silenceMax);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      silence.start();
      String id = null;
      String name = "";
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        silence.broken();
        if (line.isEmpty()) {
          if (data.length() > 0) {
            event(id, name, data.toString(), events);
          }
          id = null;
          name = "";
          data.setLength(0);
        } else if (line.startsWith("id:")) {
          id = value(line);
        } else if (line.startsWith("event:")) {
          name = value(line);
        } else if (line.startsWith("data:")) {
          data.append(data.length() == 0 ? "" : "\n").append(value(line));
        }
      }
    } finally {
      silence.interrupt();
    }
  }

  private static String value(String line) {
    String value = line.substring(line.indexOf(':') + 1);
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  private void event(@Nullable String id, String name, String data, Consumer<JsonNode> events)
      throws IOException {
    JsonNode event;
    try {
      event = Api.tree(data);
    } catch (JsonProcessingException e) {
      throw new IOException("an event that is no JSON", e);
    }
    if (name.equals(LOST)) {
      throw new ClientException(ExitStatus.PARTLY, event.path("message").asText(LOST));
    }
    events.accept(event);
    lastId = id == null ? lastId : id;
  }

  /** Ends a connection on which nothing comes any more: its end may never be told. */
  private static final class Silence extends Thread {
    private final InputStream stream;
    private final Duration most;
    private volatile long last = System.nanoTime();

    Silence(InputStream stream, Duration most) {
      super("unwind-silence");
      setDaemon(true);
      this.stream = stream;
      this.most = most;
    }

    void broken() {
      last = System.nanoTime();
    }

    @Override
    public void run() {
      try {
        while (System.nanoTime() - last < most.toNanos()) {
          Thread.sleep(most.dividedBy(4).toMillis());
        }
        stream.close();
      } catch (InterruptedException | IOException e) {
        // It has ended by itself.
      }
    }
  }
}
