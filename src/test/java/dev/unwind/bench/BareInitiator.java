// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import quickfix.Application;
import quickfix.ConfigError;
import quickfix.DefaultMessageFactory;
import quickfix.FieldNotFound;
import quickfix.MemoryStoreFactory;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketInitiator;
import quickfix.field.ClOrdID;
import quickfix.field.MsgType;
import quickfix.field.OrdType;
import quickfix.field.OrderQty;
import quickfix.field.Price;
import quickfix.field.Side;
import quickfix.field.Symbol;
import quickfix.field.TransactTime;

/**
 * A client of QuickFIX/J that keeps nothing and checks nothing: it sends orders one behind the
 * other, and counts the reports.
 */
final class BareInitiator implements Application, AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private final SocketInitiator initiator;
  private final CountDownLatch loggedOn = new CountDownLatch(1);
  private final SessionID session = new SessionID("FIX.4.4", "UNWIND", "VENUE");
  private volatile CountDownLatch reports = new CountDownLatch(0);
  private int orders;

  BareInitiator(int port) throws ConfigError, InterruptedException {
    String settings =
        """
        [DEFAULT]
        ConnectionType=initiator
        SocketConnectHost=127.0.0.1
        SocketConnectPort=%d
        SocketTcpNoDelay=Y
        ReconnectInterval=1
        HeartBtInt=30
        StartTime=00:00:00
        EndTime=00:00:00
        UseDataDictionary=N
        ValidateIncomingMessage=N
        CheckLatency=N
        [SESSION]
        BeginString=FIX.4.4
        SenderCompID=UNWIND
        TargetCompID=VENUE
        """
            .formatted(port);
    initiator =
        new SocketInitiator(
            this,
            new MemoryStoreFactory(),
            new SessionSettings(
                new ByteArrayInputStream(settings.getBytes(StandardCharsets.US_ASCII))),
            null,
            new DefaultMessageFactory());
    initiator.start();
    await(loggedOn);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("not reached after " + LIMIT_SECONDS + " s: " + latch);
    }
  }

  /** Reports in a second, of so many orders. */
  double perSecond(int count) throws SessionNotFound, InterruptedException {
    CountDownLatch all = new CountDownLatch(count);
    reports = all;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      Message order = new Message();
      order.getHeader().setField(new MsgType(MsgType.ORDER_SINGLE));
      order.setField(new ClOrdID("bare-" + ++orders));
      order.setField(new Side(Side.SELL));
      order.setField(new TransactTime(LocalDateTime.now(ZoneOffset.UTC)));
      order.setField(new OrdType(OrdType.LIMIT));
      order.setField(new Symbol(BenchBook.symbol(1 + i)));
      order.setField(new OrderQty(1 + i % 90));
      order.setField(new Price(99.5));
      Session.sendToTarget(order, session);
    }
    await(all);
    return count / Figures.seconds(start);
  }

  @Override
  public void onLogon(SessionID of) {
    loggedOn.countDown();
  }

  @Override
  public void fromApp(Message message, SessionID of) throws FieldNotFound {
    if (message.getHeader().getString(MsgType.FIELD).equals(MsgType.EXECUTION_REPORT)) {
      reports.countDown();
    }
  }

  @Override
  public void onCreate(SessionID of) {}

  @Override
  public void onLogout(SessionID of) {}

  @Override
  public void toAdmin(Message message, SessionID of) {}

  @Override
  public void fromAdmin(Message message, SessionID of) {}

  @Override
  public void toApp(Message message, SessionID of) {}

  @Override
  public void close() {
    initiator.stop();
  }
}
