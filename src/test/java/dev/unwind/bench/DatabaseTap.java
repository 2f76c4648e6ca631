// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.platform.database.DatabaseAddress;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a server and its PostgreSQL, and takes down each round trip: from the first
 * message on a connection that awaits nothing until all that was sent is answered. What is sent
 * before the answer to something else belongs to the same trip, because nobody waits for it;
 * answers are held back for a moment, so that this shows.
 */
public final class DatabaseTap implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  /** As long as a network might: what its client sends without awaiting it comes meanwhile. */
  private static final Duration HELD = Duration.ofMillis(5);

  private final DatabaseAddress behind;
  private final String host;
  private final int port;
  private final Duration held;
  private final ServerSocket listening;
  private final List<Trip> trips = new ArrayList<>();

  DatabaseTap(DatabaseAddress behind) throws IOException {
    this(behind, HELD);
  }

  /**
   * @param held how long an answer is held back; on a busy machine a client may need some time for
   *     what it sends without awaiting it
   */
  public DatabaseTap(DatabaseAddress behind, Duration held) throws IOException {
    this.behind = behind;
    this.held = held;
    String[] location = behind.location().split("[:/]");
    host = location[0];
    port = Integer.parseInt(location[1]);
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    daemon("tap", this::accept);
  }

  /**
   * One round trip.
   *
   * @param statements in the order in which they were sent
   * @param told what the database told of itself meanwhile
   */
  public record Trip(long startedAt, List<String> statements, List<Told> told) {
    Trip(long startedAt) {
      this(startedAt, new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * A notice.
   *
   * @param statement which of the trip's it is about, from 0
   */
  public record Told(int statement, String text) {}

  /** Where a server finds the database through the tap. */
  public String url() {
    String location = behind.location();
    return behind
        .url()
        .replace(
            location.substring(0, location.indexOf('/')), "127.0.0.1:" + listening.getLocalPort());
  }

  /** The trips that began between two moments of {@code System.nanoTime()}. */
  public List<Trip> between(long start, long end) {
    synchronized (trips) {
      return trips.stream()
          .filter(trip -> trip.startedAt() >= start && trip.startedAt() <= end)
          .toList();
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Line line = new Line(client, new Socket(host, port));
        daemon("tap to the server", line::forth);
        daemon("tap to the client", line::back);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  /** A connection, and what of it is not answered yet. */
  private final class Line {
    private final Socket client;
    private final Socket server;
    private final Map<String, String> prepared = new HashMap<>();
    private @Nullable Trip open;
    private int unanswered;

    /** Statements of the open trip. */
    private int ended;

    Line(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void forth() {
      try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(client.getInputStream()));
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(server.getOutputStream(), 65_536))) {
        greet(in, out);
        while (true) {
          int type = in.readUnsignedByte();
          byte[] body = new byte[in.readInt() - 4];
          in.readFully(body);
          sent(type, body);
          out.writeByte(type);
          out.writeInt(body.length + 4);
          out.write(body);
          if (in.available() == 0) {
            out.flush();
          }
        }
      } catch (IOException e) {
        hangUp();
      }
    }

    /** Messages without a type: perhaps questions for encryption, and then who it is. */
    private void greet(DataInputStream in, DataOutputStream out) throws IOException {
      while (true) {
        int length = in.readInt();
        int code = in.readInt();
        byte[] body = new byte[length - 8];
        in.readFully(body);
        if (code == SSL_REQUEST || code == GSS_REQUEST) {
          // What is encrypted could not be read here, whatever the database would say.
          client.getOutputStream().write('N');
          continue;
        }
        connecting();
        out.writeInt(length);
        out.writeInt(code);
        out.write(body);
        out.flush();
        return;
      }
    }

    private synchronized void connecting() {
      unanswered++;
      Trip trip = new Trip(System.nanoTime());
      trip.statements().add("connect");
      begun(trip);
    }

    private synchronized void begun(Trip trip) {
      open = trip;
      ended = 0;
    }

    private synchronized void sent(int type, byte[] body) {
      Trip trip = open;
      if (trip == null) {
        trip = new Trip(System.nanoTime());
        begun(trip);
      }
      switch (type) {
        case 'Q' -> {
          trip.statements().add(text(ByteBuffer.wrap(body)));
          unanswered++;
        }
        case 'P' -> {
          ByteBuffer message = ByteBuffer.wrap(body);
          String name = text(message);
          prepared.put(name, text(message));
        }
        case 'B' -> {
          ByteBuffer message = ByteBuffer.wrap(body);
          text(message);
          trip.statements().add(prepared.getOrDefault(text(message), "?"));
        }
        case 'S' -> unanswered++;
        default -> {
          // Describe, Execute, Close and the like belong to what stands around them.
        }
      }
    }

    void back() {
      try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(server.getInputStream()));
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(client.getOutputStream(), 65_536))) {
        while (true) {
          int type = in.readUnsignedByte();
          byte[] body = new byte[in.readInt() - 4];
          in.readFully(body);
          if (type == 'Z') {
            Thread.sleep(held.toMillis());
            answered();
          } else {
            told(type, body);
          }
          out.writeByte(type);
          out.writeInt(body.length + 4);
          out.write(body);
          if (in.available() == 0) {
            out.flush();
          }
        }
      } catch (IOException | InterruptedException e) {
        hangUp();
      }
    }

    /** A statement has ended, or the database tells something while one goes on. */
    private synchronized void told(int type, byte[] body) {
      if (type == 'C' || type == 'E') {
        ended++;
      } else if (type == 'N' && open != null) {
        StringBuilder said = new StringBuilder();
        ByteBuffer fields = ByteBuffer.wrap(body);
        for (byte field = fields.get(); field != 0; field = fields.get()) {
          String value = text(fields);
          if (field == 'M' || field == 'D') {
            said.append(said.isEmpty() ? "" : " ").append(value);
          }
        }
        open.told().add(new Told(ended, said.toString()));
      }
    }

    private synchronized void answered() {
      unanswered--;
      Trip trip = open;
      if (unanswered == 0 && trip != null) {
        synchronized (trips) {
          trips.add(trip);
        }
        open = null;
      }
    }

    private void hangUp() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        // Nothing is left to be told.
      }
    }

    private static String text(ByteBuffer message) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (byte next = message.get(); next != 0; next = message.get()) {
        text.write(next);
      }
      return text.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
    }
  }
}
