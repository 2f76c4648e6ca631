// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import com.paritytrading.philadelphia.FIXConfig;
import com.paritytrading.philadelphia.FIXConnection;
import com.paritytrading.philadelphia.FIXConnectionStatusListener;
import com.paritytrading.philadelphia.FIXMessage;
import com.paritytrading.philadelphia.FIXVersion;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A counterparty over Philadelphia, which is another's FIX and knows nothing but what a test has it
 * say. Whatever is asked for again it passes over.
 */
final class PlainPeer implements FIXConnectionStatusListener, AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int FIELDS = 128;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ServerSocketChannel server;
  private final Thread thread;
  private final Queue<Work> work = new ConcurrentLinkedQueue<>();
  private final List<RawMessage> received = new CopyOnWriteArrayList<>();
  private final List<RawMessage> refused = new CopyOnWriteArrayList<>();
  private volatile boolean ended;
  private volatile int logons;
  private long in = 1;
  private long out = 1;
  private int number;

  private interface Work {
    void on(FIXConnection connection) throws IOException;
  }

  PlainPeer() {
    try {
      server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
      server.configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::serve, "peer");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void serve() {
    while (!ended) {
      try (SocketChannel channel = server.accept()) {
        if (channel != null) {
          channel.configureBlocking(false);
          serve(channel);
        }
      } catch (IOException e) {
        // The next one is served as well.
      }
      pause();
    }
  }

  private void serve(SocketChannel channel) throws IOException {
    FIXConfig config =
        FIXConfig.newBuilder()
            .setVersion(FIXVersion.FIX_4_4)
            .setSenderCompID("VENUE")
            .setTargetCompID(FixBench.sender(port()))
            .setInMsgSeqNum(in)
            .setOutMsgSeqNum(out)
            .setMaxFieldCount(FIELDS)
            .setRxBufferCapacity(BUFFER)
            .setTxBufferCapacity(BUFFER)
            .build();
    FIXConnection opened =
        new FIXConnection(channel, config, this::take, this, System.currentTimeMillis());
    try {
      while (!ended && opened.receive() >= 0) {
        opened.setCurrentTimeMillis(System.currentTimeMillis());
        opened.keepAlive();
        for (Work next = work.poll(); next != null; next = work.poll()) {
          next.on(opened);
        }
        pause();
      }
    } finally {
      in = opened.getInMsgSeqNum();
      out = opened.getOutMsgSeqNum();
    }
  }

  private static void pause() {
    Awaiting.pause(Duration.ofMillis(2));
  }

  private void take(FIXMessage message) {
    received.add(text(message));
  }

  private static RawMessage text(FIXMessage message) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < message.getFieldCount(); i++) {
      text.append(message.tagAt(i)).append('=').append(message.valueAt(i).asString());
      text.append('\u0001');
    }
    return RawMessage.of(text.toString());
  }

  /** Every message of the application of this kind that has come in. */
  List<RawMessage> received(String type) {
    return received.stream().filter(message -> message.is(Tag.MSG_TYPE, type)).toList();
  }

  /** What was refused of what it has said. */
  List<RawMessage> refused() {
    return refused;
  }

  int logons() {
    return logons;
  }

  /** Says something: the type, and fields by their numbers. */
  void send(String type, Map<Integer, Object> fields) {
    done(connection -> write(connection, type, fields));
  }

  /** Says again what it has said under a number, or says that it has. */
  void repeat(long seq, String type, Map<Integer, Object> fields) {
    done(
        connection -> {
          long next = connection.getOutMsgSeqNum();
          connection.setOutMsgSeqNum(seq);
          Map<Integer, Object> again = fields(43, "Y", 122, RawMessage.time(Instant.now()));
          again.putAll(fields);
          write(connection, type, again);
          connection.setOutMsgSeqNum(next);
        });
  }

  /** The number of its next message is this from now on, and it says so. */
  void reset(long next, boolean isGapFill) {
    done(
        connection -> {
          write(connection, "4", fields(123, isGapFill ? "Y" : "N", 36, next));
          connection.setOutMsgSeqNum(next);
        });
  }

  /** It counts on from there without a word. */
  void skip(int numbers) {
    done(connection -> connection.setOutMsgSeqNum(connection.getOutMsgSeqNum() + numbers));
  }

  /** The number of its next message. */
  long next() {
    long[] found = new long[1];
    done(connection -> found[0] = connection.getOutMsgSeqNum());
    return found[0];
  }

  private void done(Work one) {
    boolean[] done = new boolean[1];
    work.add(
        connection -> {
          one.on(connection);
          synchronized (done) {
            done[0] = true;
          }
        });
    Awaiting.await(
        PATIENCE,
        () -> {
          synchronized (done) {
            return done[0];
          }
        });
  }

  private static void write(FIXConnection connection, String type, Map<Integer, Object> fields)
      throws IOException {
    FIXMessage message = connection.create();
    connection.prepare(message, type);
    fields.forEach((tag, value) -> message.addField(tag).setString(String.valueOf(value)));
    connection.send(message);
  }

  /** Fields by their numbers, in this order. */
  static Map<Integer, Object> fields(Object... pairs) {
    Map<Integer, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put((Integer) pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  /** A report of an order, with what is told besides. */
  Map<Integer, Object> report(RawMessage order, String execType, String status, Object... more) {
    String id = order.text(Tag.CL_ORD_ID, "");
    Map<Integer, Object> fields = fields(37, "O-" + id, 11, id, 17, "E" + ++number);
    fields.putAll(fields(150, execType, 39, status, 55, order.text(Tag.SYMBOL, "")));
    fields.putAll(fields(54, order.text(Tag.SIDE, ""), 151, "0", 14, "0", 6, "0"));
    fields.put(60, RawMessage.time(Instant.now()));
    fields.putAll(fields(more));
    return fields;
  }

  @Override
  public void logon(FIXConnection of, FIXMessage message) throws IOException {
    of.sendLogon(false);
    logons++;
  }

  @Override
  public void logout(FIXConnection of, FIXMessage message) throws IOException {
    of.sendLogout();
  }

  @Override
  public void close(FIXConnection of, String why) throws IOException {
    of.close();
  }

  @Override
  public void sequenceReset(FIXConnection of) {}

  @Override
  public void tooLowMsgSeqNum(FIXConnection of, long number, long expected) throws IOException {
    of.close();
  }

  @Override
  public void reject(FIXConnection of, FIXMessage message) {
    refused.add(text(message));
  }

  /** Breaks the connection. */
  void hangUp() {
    done(FIXConnection::close);
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
