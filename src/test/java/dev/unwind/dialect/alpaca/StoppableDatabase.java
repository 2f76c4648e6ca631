// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.platform.database.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own that a test stops and starts. It takes another port at each start, so
 * that clients reach it through a forwarder whose port stays the same and refuses while there is no
 * server.
 */
final class StoppableDatabase implements AutoCloseable {
  private final Path directory;
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final int port;
  private @Nullable EmbeddedDatabase server;
  private @Nullable ServerSocket listener;

  private StoppableDatabase(Path directory) throws IOException {
    this.directory = directory;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  static StoppableDatabase start(Path directory) throws IOException {
    StoppableDatabase database = new StoppableDatabase(directory);
    database.start();
    return database;
  }

  /** Where clients find it, running or not. */
  DatabaseAddress address() {
    DatabaseAddress direct = direct();
    String name = direct.location().substring(direct.location().indexOf('/'));
    return new DatabaseAddress("127.0.0.1:" + port + name, direct.user(), direct.password());
  }

  /** Where it is at present. */
  DatabaseAddress direct() {
    EmbeddedDatabase running = server;
    if (running == null) {
      throw new IllegalStateException("the database is stopped");
    }
    return running.address();
  }

  void start() throws IOException {
    EmbeddedDatabase running = EmbeddedDatabase.start(directory);
    server = running;
    String location = running.address().location();
    int target =
        Integer.parseInt(location.substring(location.indexOf(':') + 1, location.indexOf('/')));
    ServerSocket accepting = new ServerSocket();
    accepting.setReuseAddress(true);
    accepting.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = accepting;
    inBackground(() -> accept(accepting, target));
  }

  /** Stops the server as its owner would; what is connected is thrown out. */
  void stop() throws IOException {
    ServerSocket accepting = listener;
    if (accepting != null) {
      accepting.close();
      listener = null;
    }
    EmbeddedDatabase running = server;
    if (running != null) {
      running.close();
      server = null;
    }
    for (Socket each = connections.poll(); each != null; each = connections.poll()) {
      each.close();
    }
  }

  private void accept(ServerSocket accepting, int target) {
    try {
      while (true) {
        Socket client = accepting.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        connections.add(client);
        connections.add(upstream);
        inBackground(() -> copy(client, upstream));
        inBackground(() -> copy(upstream, client));
      }
    } catch (IOException e) {
      // Stopped.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has gone, and takes the other with it.
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "database forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
