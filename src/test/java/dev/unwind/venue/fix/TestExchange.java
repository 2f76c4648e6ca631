// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.venue.fix.session.EncryptedInOrder;
import dev.unwind.venue.fix.session.RawMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import quickfix.Application;
import quickfix.ConfigError;
import quickfix.DoNotSend;
import quickfix.FieldMap;
import quickfix.FieldNotFound;
import quickfix.Group;
import quickfix.LogFactory;
import quickfix.MemoryStoreFactory;
import quickfix.Message;
import quickfix.MessageFactory;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketAcceptor;
import quickfix.field.ApplVerID;

/**
 * A counterparty that knows every kind of order, over QuickFIX/J's acceptor with its dictionary of
 * FIX 4.4: a message of ours that does not keep to it is rejected.
 */
final class TestExchange implements Application, AutoCloseable {
  private static final String NEW = "0";
  private static final String PARTIAL = "1";
  private static final String FILLED = "2";
  private static final String CANCELED = "4";

  private final int port = freePort();

  /**
   * The library keeps the sessions of a process by their names: each exchange has one of its own.
   */
  private final SessionID session = new SessionID("FIX.4.4", "VENUE", FixBench.sender(port));

  private final SocketAcceptor acceptor;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Working> orders = new ConcurrentHashMap<>();
  private final List<Message> received = new ArrayList<>();
  private BigDecimal bid = new BigDecimal("99");
  private BigDecimal ask = new BigDecimal("101");
  private int number;
  private volatile boolean silent;
  private volatile boolean deaf;

  /** An order as it works. */
  private static final class Working {
    private final String orderId;
    private String id;
    private Message terms;
    private String status = NEW;
    private boolean triggered;
    private BigDecimal cum = BigDecimal.ZERO;

    Working(String orderId, String id, Message terms) {
      this.orderId = orderId;
      this.id = id;
      this.terms = terms;
    }

    boolean isOpen() {
      return status.equals(NEW) || status.equals(PARTIAL);
    }
  }

  TestExchange() {
    this(Map.of());
  }

  /**
   * @param more settings of the library
   */
  TestExchange(Map<String, String> more) {
    SessionSettings settings = new SessionSettings();
    settings.setString(session, "ConnectionType", "acceptor");
    settings.setLong(session, "SocketAcceptPort", port);
    settings.setString(session, "SocketAcceptAddress", "127.0.0.1");
    settings.setString(session, "SocketTcpNoDelay", "Y");
    settings.setString(session, "NonStopSession", "Y");
    settings.setString(session, "DataDictionary", "FIX44.xml");
    more.forEach((key, value) -> settings.setString(session, key, value));
    try {
      acceptor =
          SocketAcceptor.newBuilder()
              .withApplication(this)
              .withMessageStoreFactory(new MemoryStoreFactory())
              .withSettings(settings)
              .withLogFactory((LogFactory) id -> new Quiet())
              .withMessageFactory(new Plain())
              .build();
      if (more.containsKey("SocketUseSSL")) {
        acceptor.setIoFilterChainBuilder(new EncryptedInOrder()::surround);
      }
      acceptor.start();
    } catch (ConfigError e) {
      throw new IllegalStateException(e);
    }
    clock.scheduleWithFixedDelay(this::expire, 50, 50, TimeUnit.MILLISECONDS);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  /** From now on nothing is reported. */
  void silent(boolean value) {
    silent = value;
  }

  /** From now on the connection breaks with the next order, which has not been looked at. */
  void deaf(boolean value) {
    deaf = value;
  }

  /** Every message that has come in, in its order. */
  synchronized List<Message> received(String type) {
    return received.stream().filter(message -> type.equals(text(message.getHeader(), 35))).toList();
  }

  synchronized void market(String newBid, String newAsk) {
    bid = new BigDecimal(newBid);
    ask = new BigDecimal(newAsk);
    orders.values().stream().distinct().forEach(this::match);
  }

  void send(Message message) {
    try {
      Session.sendToTarget(message, session);
    } catch (SessionNotFound e) {
      throw new IllegalStateException(e);
    }
  }

  Session session() {
    return Session.lookupSession(session);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    acceptor.stop(true);
  }

  @Override
  public void fromApp(Message message, SessionID id) {
    if (deaf) {
      try {
        session().disconnect("deaf", false);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      throw new IllegalStateException("deaf");
    }
    take(message);
  }

  private synchronized void take(Message message) {
    received.add(message);
    if (silent) {
      return;
    }
    switch (String.valueOf(text(message.getHeader(), 35))) {
      case "D" -> order(message);
      case "F" -> cancel(message);
      case "G" -> replace(message);
      case "H" -> status(message);
      default -> throw new IllegalStateException("unexpected");
    }
  }

  private void order(Message message) {
    String id = String.valueOf(text(message, 11));
    Working order = new Working("O" + ++number, id, message);
    if (orders.containsKey(id)) {
      Message report = report(order, "8", "8");
      report.setString(103, "6");
      send(report);
      return;
    }
    orders.put(id, order);
    send(report(order, NEW, NEW));
    match(order);
    String timeInForce = text(message, 59);
    if (order.isOpen() && ("3".equals(timeInForce) || "4".equals(timeInForce))) {
      order.status = CANCELED;
      send(report(order, CANCELED, CANCELED));
    }
  }

  private void match(Working order) {
    if (!order.isOpen()) {
      return;
    }
    boolean buys = "1".equals(text(order.terms, 54));
    BigDecimal touch = buys ? ask : bid;
    BigDecimal last = bid.add(ask).divide(BigDecimal.valueOf(2));
    String type = String.valueOf(text(order.terms, 40));
    if (!order.triggered && (type.equals("3") || type.equals("4"))) {
      int side = last.compareTo(decimal(order.terms, 99));
      order.triggered = buys ? side >= 0 : side <= 0;
      if (!order.triggered) {
        return;
      }
    }
    if (type.equals("2") || type.equals("4")) {
      int side = touch.compareTo(decimal(order.terms, 44));
      if (buys ? side > 0 : side < 0) {
        return;
      }
    }
    fill(order, decimal(order.terms, 38).subtract(order.cum), touch);
  }

  private void fill(Working order, BigDecimal qty, BigDecimal price) {
    order.cum = order.cum.add(qty);
    order.status = order.cum.compareTo(decimal(order.terms, 38)) >= 0 ? FILLED : PARTIAL;
    Message report = report(order, "F", order.status);
    report.setString(32, qty.toPlainString());
    report.setString(31, price.toPlainString());
    send(report);
  }

  /** Trades a part of an order that works. */
  synchronized void fill(String id, String qty, String price) {
    Working order = orders.get(id);
    if (order == null) {
      throw new IllegalStateException("no such order");
    }
    fill(order, new BigDecimal(qty), new BigDecimal(price));
  }

  /** Trades without a report of it. */
  synchronized Message report(String id, String execType, String status) {
    Working order = orders.get(id);
    if (order == null) {
      throw new IllegalStateException("no such order");
    }
    return report(order, execType, status);
  }

  private void cancel(Message message) {
    Working order = orders.get(String.valueOf(text(message, 41)));
    if (order == null || !order.isOpen() || !order.id.equals(text(message, 41))) {
      reject(message, order, "1");
      return;
    }
    order.status = CANCELED;
    Message report = report(order, CANCELED, CANCELED);
    report.setString(11, text(message, 11));
    report.setString(41, order.id);
    send(report);
  }

  private void replace(Message message) {
    Working order = orders.get(String.valueOf(text(message, 41)));
    if (order == null || !order.isOpen() || !order.id.equals(text(message, 41))) {
      reject(message, order, "2");
      return;
    }
    String before = order.id;
    order.id = String.valueOf(text(message, 11));
    order.terms = message;
    orders.put(order.id, order);
    Message report = report(order, "5", NEW);
    report.setString(41, before);
    send(report);
    match(order);
  }

  private void reject(Message message, @Nullable Working order, String to) {
    Message reject = new Message();
    reject.getHeader().setString(35, "9");
    reject.setString(37, order == null ? "NONE" : order.orderId);
    reject.setString(11, text(message, 11));
    reject.setString(41, text(message, 41));
    reject.setString(39, order == null ? "8" : order.status);
    reject.setString(434, to);
    reject.setString(102, order == null ? "1" : "0");
    send(reject);
  }

  private void status(Message message) {
    Working order = orders.get(String.valueOf(text(message, 11)));
    if (order == null) {
      Message report =
          report(new Working("NONE", String.valueOf(text(message, 11)), message), "I", "8");
      send(report);
      return;
    }
    send(report(order, "I", order.status));
  }

  private Message report(Working order, String execType, String status) {
    Message report = new Message();
    report.getHeader().setString(35, "8");
    report.setString(37, order.orderId);
    report.setString(17, "E" + ++number);
    report.setString(150, execType);
    report.setString(39, status);
    report.setString(11, order.id);
    report.setString(55, text(order.terms, 55));
    report.setString(54, text(order.terms, 54));
    report.setString(14, order.cum.toPlainString());
    boolean open = status.equals(NEW) || status.equals(PARTIAL);
    report.setString(
        151, open ? decimal(order.terms, 38).subtract(order.cum).toPlainString() : "0");
    report.setString(6, "0");
    report.setString(60, RawMessage.time(Instant.now()));
    return report;
  }

  private synchronized void expire() {
    for (Working order : orders.values()) {
      String end = text(order.terms, 126);
      if (order.isOpen() && end != null && end.compareTo(RawMessage.time(Instant.now())) <= 0) {
        order.status = "C";
        send(report(order, "C", "C"));
      }
    }
  }

  static @Nullable String text(FieldMap fields, int tag) {
    try {
      return fields.isSetField(tag) ? fields.getString(tag) : null;
    } catch (FieldNotFound e) {
      return null;
    }
  }

  private static BigDecimal decimal(Message message, int tag) {
    String text = text(message, tag);
    return text == null ? BigDecimal.ZERO : new BigDecimal(text);
  }

  @Override
  public void onCreate(SessionID id) {}

  @Override
  public void onLogon(SessionID id) {}

  @Override
  public void onLogout(SessionID id) {}

  @Override
  public void toAdmin(Message message, SessionID id) {}

  @Override
  public synchronized void fromAdmin(Message message, SessionID id) {
    received.add(message);
  }

  @Override
  public void toApp(Message message, SessionID id) throws DoNotSend {}

  private static final class Plain implements MessageFactory {
    @Override
    public Message create(String beginString, String msgType) {
      Message message = new Message();
      message.getHeader().setString(35, msgType);
      return message;
    }

    @Override
    public Message create(String beginString, ApplVerID version, String msgType) {
      return create(beginString, msgType);
    }

    @Override
    public Group create(String beginString, String msgType, int field) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Quiet implements quickfix.Log {
    private static final boolean LOUD = Boolean.getBoolean("fix.log");

    @Override
    public void clear() {}

    @Override
    public void onIncoming(String message) {
      show("->", message);
    }

    @Override
    public void onOutgoing(String message) {
      show("<-", message);
    }

    @Override
    public void onEvent(String text) {
      show("##", text);
    }

    @Override
    public void onErrorEvent(String text) {
      show("!!", text);
    }

    private static void show(String way, String text) {
      if (LOUD) {
        System.out.println(Instant.now() + " " + way + " " + text.replace('\u0001', '|'));
      }
    }
  }
}
