// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import io.smallrye.mutiny.Uni;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import quickfix.ConfigError;
import quickfix.Group;
import quickfix.Message;
import quickfix.MessageFactory;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionSettings;
import quickfix.SocketInitiator;
import quickfix.field.ApplVerID;
import quickfix.mina.ssl.SSLSupport;

/**
 * A session of the library under one epoch. Nothing of what comes in is refused for what a
 * dictionary does not know, nothing for being late: a refused report would be passed and lost.
 */
public final class Connection {
  /** Read and not looked at yet: beyond it nothing is read from the socket, before fewer wait. */
  private static final int QUEUED_MAX = 1000;

  private static final int QUEUED_AGAIN = 500;

  private final SessionID id;
  private final Inbox inbox;
  private final SessionStore store;
  private final SocketInitiator initiator;
  private final ExecutorService releasing;

  private Connection(
      SessionID id,
      Inbox inbox,
      SessionStore store,
      SocketInitiator initiator,
      ExecutorService releasing) {
    this.id = id;
    this.inbox = inbox;
    this.store = store;
    this.initiator = initiator;
    this.releasing = releasing;
  }

  /** Opens it; it is logged on a while later. */
  public static Connection open(
      FixSettings settings, Inbox inbox, SessionStore store, SessionEvents events)
      throws ConfigError {
    // The qualifier keeps two of the same session apart within one process; nobody else sees it.
    SessionID id =
        new SessionID(
            settings.beginString(),
            settings.senderCompId(),
            settings.targetCompId(),
            UUID.randomUUID().toString());
    SocketInitiator initiator =
        SocketInitiator.newBuilder()
            .withApplication(events)
            .withMessageStoreFactory(session -> store)
            .withSettings(settings(settings, id))
            .withLogFactory(SessionLog.factory(settings.name(), store::came, events::trouble))
            .withMessageFactory(new PlainMessages())
            // A queue that makes the reader wait would do so while it has the one lock that TLS has
            // for reading and writing; who empties the queue has answers to write.
            .withQueueWatermarks(QUEUED_AGAIN, QUEUED_MAX)
            .build();
    HeldWrites held = new HeldWrites(store.outbox());
    ExecutorService releasing = releasing(settings.name());
    store.outbox().whenStored(() -> releasing.execute(held::release));
    initiator.setIoFilterChainBuilder(
        chain -> {
          if (settings.tls().isPresent()) {
            new EncryptedInOrder().surround(chain);
          }
          chain.addLast("held", held);
        });
    try {
      initiator.start();
    } catch (ConfigError | RuntimeException e) {
      // What it has made by then stays otherwise, with each try.
      initiator.stop(true);
      releasing.shutdown();
      throw e;
    }
    return new Connection(id, inbox, store, initiator, releasing);
  }

  /**
   * Writing may wait for whoever reads (TLS has one lock for both), so it is not done where the
   * database answers. One that is to come sees all that is stored by then.
   */
  private static ExecutorService releasing(String venue) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(1),
        task -> {
          Thread thread = new Thread(task, "fix-out-" + venue);
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.DiscardPolicy());
  }

  private static SessionSettings settings(FixSettings settings, SessionID id) {
    SessionSettings all = new SessionSettings();
    all.setString(id, "ConnectionType", "initiator");
    all.setString(id, "BeginString", settings.beginString());
    all.setString(id, "SenderCompID", settings.senderCompId());
    all.setString(id, "TargetCompID", settings.targetCompId());
    all.setString(id, "SocketConnectHost", settings.host());
    all.setLong(id, "SocketConnectPort", settings.port());
    all.setString(id, "SocketTcpNoDelay", "Y");
    all.setLong(id, "HeartBtInt", settings.heartbeat().toSeconds());
    all.setLong(id, "ReconnectInterval", settings.reconnect().toSeconds());
    all.setString(id, "RefreshOnLogon", "Y");
    all.setString(id, "PersistMessages", "Y");
    all.setString(id, "CheckLatency", "N");
    all.setString(id, "RequiresOrigSendingTime", "N");
    all.setString(id, "ValidateIncomingMessage", "N");
    all.setString(id, "ValidateFieldsOutOfOrder", "N");
    all.setString(id, "ValidateUserDefinedFields", "N");
    all.setString(id, "AllowUnknownMsgFields", "Y");
    hours(settings, id, all);
    tls(settings, id, all);
    return all;
  }

  private static void hours(FixSettings settings, SessionID id, SessionSettings all) {
    if (settings.hours().isEmpty()) {
      all.setString(id, Session.SETTING_NON_STOP_SESSION, "Y");
      return;
    }
    FixSettings.Hours hours = settings.hours().get();
    all.setString(id, Session.SETTING_START_TIME, hours.start());
    all.setString(id, Session.SETTING_END_TIME, hours.end());
    all.setString(id, Session.SETTING_TIMEZONE, hours.zone());
    hours.startDay().ifPresent(day -> all.setString(id, Session.SETTING_START_DAY, day));
    hours.endDay().ifPresent(day -> all.setString(id, Session.SETTING_END_DAY, day));
  }

  private static void tls(FixSettings settings, SessionID id, SessionSettings all) {
    settings
        .tls()
        .ifPresent(
            tls -> {
              all.setString(id, SSLSupport.SETTING_USE_SSL, "Y");
              all.setString(id, SSLSupport.SETTING_TRUST_STORE_NAME, tls.trustStore().toString());
              all.setString(id, SSLSupport.SETTING_TRUST_STORE_PWD, tls.trustPassword());
              all.setString(id, SSLSupport.SETTING_ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS");
              tls.keyStore()
                  .ifPresent(
                      own -> {
                        all.setString(id, SSLSupport.SETTING_KEY_STORE_NAME, own.toString());
                        all.setString(id, SSLSupport.SETTING_KEY_STORE_PWD, tls.keyPassword());
                      });
            });
  }

  public SessionStore store() {
    return store;
  }

  public boolean isLoggedOn() {
    Session session = Session.lookupSession(id);
    return session != null && session.isLoggedOn();
  }

  /**
   * Whether it was stored and then handed to the network. Where it was not, the database knows
   * whether it was stored.
   */
  public Uni<Boolean> send(Message message) {
    Session session = Session.lookupSession(id);
    boolean written = session != null && session.isLoggedOn() && session.send(message);
    return store.outbox().settled().map(stored -> stored && written);
  }

  /** Ends it at once; what comes in is not taken any more. */
  public void close(String why) {
    inbox.close(why);
    store.outbox().close(why);
    try {
      initiator.stop(true);
    } finally {
      releasing.shutdown();
    }
  }

  /** Without the classes of each version, which are found by their names. */
  private static final class PlainMessages implements MessageFactory {
    @Override
    public Message create(String beginString, String msgType) {
      Message message = new Message();
      message.getHeader().setString(Tag.MSG_TYPE, msgType);
      return message;
    }

    @Override
    public Message create(String beginString, ApplVerID version, String msgType) {
      return create(beginString, msgType);
    }

    /** Asked for by nobody: the library makes the groups of what comes in by itself. */
    @Override
    public Group create(String beginString, String msgType, int field) {
      return new Group(field, field);
    }
  }
}
