// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.venue.Awaiting;
import dev.unwind.venue.fix.TlsStores;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.filter.ssl.SslFilter;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.apache.mina.transport.socket.nio.NioSocketConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many threads write over TLS, where each hands on slowly what it has encrypted. */
class EncryptedInOrderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITERS = 4;
  private static final int EACH = 50;
  private static final int BYTES = 20;

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  /** Answers each byte with one, and counts. */
  private final class Peer extends IoHandlerAdapter {
    private final AtomicInteger count;
    private final boolean answers;

    Peer(AtomicInteger count, boolean answers) {
      this.count = count;
      this.answers = answers;
    }

    @Override
    public void messageReceived(IoSession session, Object message) {
      int bytes = ((IoBuffer) message).remaining();
      count.addAndGet(bytes);
      if (answers) {
        session.write(IoBuffer.wrap(new byte[bytes]));
      }
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {
      failures.add(cause);
    }
  }

  /** Every other record waits a moment on its way to the socket. */
  private static final class Slow extends IoFilterAdapter {
    private final AtomicInteger passed = new AtomicInteger();

    @Override
    public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
      if (passed.incrementAndGet() % 2 == 0) {
        Awaiting.pause(Duration.ofMillis(2));
      }
      next.filterWrite(session, request);
    }
  }

  @Test
  void itArrivesAsItWasEncrypted(@TempDir Path directory) throws Exception {
    TlsStores stores = new TlsStores(directory);
    stores.make("venue", "dns:localhost");
    NioSocketAcceptor acceptor = new NioSocketAcceptor(1);
    NioSocketConnector connector = new NioSocketConnector(1);
    try {
      acceptor.setFilterChainBuilder(chain -> encrypt(chain, stores));
      acceptor.setHandler(new Peer(received, true));
      acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      connector.setFilterChainBuilder(chain -> encrypt(chain, stores));
      connector.setHandler(new Peer(answered, false));
      IoSession session =
          connector.connect(acceptor.getLocalAddress()).awaitUninterruptibly().getSession();
      // Before it is agreed how to encrypt only so much is kept.
      session.write(IoBuffer.wrap(new byte[BYTES]));
      Awaiting.await(PATIENCE, () -> answered.get() == BYTES);
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Thread writer = new Thread(() -> write(session));
        writer.start();
        writers.add(writer);
      }
      for (Thread writer : writers) {
        writer.join();
      }
      int all = (1 + WRITERS * EACH) * BYTES;
      Awaiting.await(PATIENCE, () -> answered.get() == all || !failures.isEmpty());
      assertThat(failures).isEmpty();
      assertThat(received).hasValue(all);
    } finally {
      connector.dispose();
      acceptor.dispose();
    }
  }

  private static void encrypt(IoFilterChain chain, TlsStores stores) {
    chain.addLast("slow", new Slow());
    chain.addLast("tls", new SslFilter(stores.context("venue", "venue")));
    new EncryptedInOrder().surround(chain);
  }

  private static void write(IoSession session) {
    for (int i = 0; i < EACH; i++) {
      session.write(IoBuffer.wrap(new byte[BYTES]));
    }
  }
}
