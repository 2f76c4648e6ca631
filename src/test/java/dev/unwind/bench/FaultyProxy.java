// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server of HTTP and lets a seed decide what goes wrong: it delays,
 * cuts before and after the server has seen a request, answers in its place, and answers half.
 * WebSockets pass, until they are cut.
 */
final class FaultyProxy implements AutoCloseable {
  private static final int HEAD_BYTES_MAX = 64 * 1024;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int DELAY_MILLIS_MAX = 1_500;
  private static final int SOCKET_MILLIS_MAX = 6_000;

  /** What may be done to a request. */
  enum Fault {
    NONE,
    DELAYED,
    CUT_BEFORE,
    CUT_AFTER,
    REFUSED_BEFORE,
    REFUSED_AFTER,
    TOO_MANY,
    HALF_A_BODY,
    STREAM_CUT
  }

  private static final Fault[] FAULTS = {
    Fault.DELAYED,
    Fault.CUT_BEFORE,
    Fault.CUT_AFTER,
    Fault.REFUSED_BEFORE,
    Fault.REFUSED_AFTER,
    Fault.TOO_MANY,
    Fault.HALF_A_BODY
  };

  private static final int[] REFUSALS = {500, 502, 504};

  /** Who looks on, and may hold a request up. */
  interface Watch {
    /** A request, by its first line, before anything is done to it. */
    void comes(String line) throws InterruptedException;

    /** The server has answered it, and the client does not know. */
    void isAnswered(String line) throws InterruptedException;
  }

  private static final class Nobody implements Watch {
    @Override
    public void comes(String line) {}

    @Override
    public void isAnswered(String line) {}
  }

  private final ServerSocket listening;
  private final int server;
  private final Random random;
  private final int faultsOfHundred;
  private final Watch watch;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isFaulty = true;

  /**
   * @param server its port
   * @param faultsOfHundred requests that something happens to
   */
  FaultyProxy(int server, long seed, int faultsOfHundred) throws IOException {
    this(server, seed, faultsOfHundred, new Nobody());
  }

  FaultyProxy(int server, long seed, int faultsOfHundred, Watch watch) throws IOException {
    this.server = server;
    this.watch = watch;
    this.faultsOfHundred = faultsOfHundred;
    random = new Random(seed);
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Whether anything goes wrong from now on. */
  void faulty(boolean value) {
    isFaulty = value;
  }

  synchronized Map<Fault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  private synchronized Fault decide() {
    Fault fault =
        isFaulty && random.nextInt(100) < faultsOfHundred
            ? FAULTS[random.nextInt(FAULTS.length)]
            : Fault.NONE;
    counts.merge(fault, 1, Integer::sum);
    return fault;
  }

  private synchronized int below(int bound) {
    return random.nextInt(bound);
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "faulty proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        thread(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MILLIS);
      byte[] request = request(client.getInputStream());
      while (request.length > 0 && pass(client, request)) {
        request = request(client.getInputStream());
      }
    } catch (IOException | InterruptedException e) {
      // The client sees its connection closed, which is the point.
    } finally {
      open.remove(client);
    }
  }

  /** Whether the connection may go on. */
  private boolean pass(Socket client, byte[] request) throws IOException, InterruptedException {
    String head = head(request);
    if (head.toLowerCase(Locale.ROOT).contains("upgrade: websocket")) {
      pipe(client, request);
      return false;
    }
    OutputStream out = client.getOutputStream();
    watch.comes(firstLine(head));
    switch (decide()) {
      case DELAYED -> Thread.sleep(below(DELAY_MILLIS_MAX));
      case CUT_BEFORE -> {
        return false;
      }
      case CUT_AFTER -> {
        answer(request);
        return false;
      }
      case REFUSED_BEFORE -> {
        out.write(refusal(REFUSALS[below(REFUSALS.length)], ""));
        return false;
      }
      case REFUSED_AFTER -> {
        answer(request);
        out.write(refusal(REFUSALS[below(REFUSALS.length)], ""));
        return false;
      }
      case TOO_MANY -> {
        out.write(refusal(429, "Retry-After: 1\r\n"));
        return false;
      }
      case HALF_A_BODY -> {
        byte[] answer = answer(request);
        out.write(answer, 0, Math.max(1, answer.length - 1 - below(answer.length / 2 + 1)));
        out.flush();
        return false;
      }
      default -> {
        // Nothing happens.
      }
    }
    out.write(answer(request));
    out.flush();
    return false;
  }

  private static byte[] refusal(int status, String header) {
    String body = "{\"message\": \"of the proxy\"}";
    return ("HTTP/1.1 %d Proxy\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n"
            + "Connection: close\r\n\r\n%s")
        .formatted(status, header, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The server's whole answer. */
  private byte[] answer(byte[] request) throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(closing(request));
      socket.getOutputStream().flush();
      byte[] answer = socket.getInputStream().readAllBytes();
      watch.isAnswered(firstLine(head(request)));
      return answer;
    }
  }

  private static String firstLine(String head) {
    return head.lines().findFirst().orElse("");
  }

  /** The same request, after whose answer the server closes. */
  private static byte[] closing(byte[] request) {
    String head = head(request);
    int end = head.length() + 4;
    StringBuilder lines = new StringBuilder();
    for (String line : head.split("\r\n")) {
      if (!line.toLowerCase(Locale.ROOT).startsWith("connection:")) {
        lines.append(line).append("\r\n");
      }
    }
    byte[] start =
        lines.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + request.length - end];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(request, end, all, start.length, request.length - end);
    return all;
  }

  private static String head(byte[] request) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf("\r\n\r\n"));
  }

  /** The next request, body included; nothing at the end. */
  private static byte[] request(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      read.write(next);
      matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
      if (read.size() > HEAD_BYTES_MAX) {
        throw new IOException("a head that does not end");
      }
    }
    int length = 0;
    for (String line : read.toString(StandardCharsets.ISO_8859_1).split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    read.write(body);
    return read.toByteArray();
  }

  /** Both ways, until somebody closes or it is cut. */
  private void pipe(Socket client, byte[] request) throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server)) {
      open.add(socket);
      socket.getOutputStream().write(request);
      client.setSoTimeout(0);
      Thread back = new Thread(() -> copy(socket, client), "faulty proxy, back");
      Thread forth = new Thread(() -> copy(client, socket), "faulty proxy, forth");
      back.setDaemon(true);
      forth.setDaemon(true);
      back.start();
      forth.start();
      if (isFaulty) {
        back.join(500 + below(SOCKET_MILLIS_MAX));
        synchronized (this) {
          counts.merge(Fault.STREAM_CUT, 1, Integer::sum);
        }
      } else {
        back.join();
      }
      open.remove(socket);
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] part = new byte[8192];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        to.getOutputStream().write(part, 0, read);
        to.getOutputStream().flush();
      }
    } catch (IOException e) {
      // It is cut.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
