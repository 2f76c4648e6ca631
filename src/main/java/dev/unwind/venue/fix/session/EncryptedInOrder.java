// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.util.concurrent.locks.ReentrantLock;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;

/**
 * Lets one thread at a time into what encrypts a connection, once that is agreed on. The library
 * (MINA 2.2.4) encrypts under a lock and hands on without it, both where it writes and where it
 * reads or has written: two threads may hand on in another order than the records are numbered in,
 * and the other side, which cannot decrypt those, ends the session. Nothing of ours waits inside:
 * what is read goes into a queue.
 */
public final class EncryptedInOrder {
  private final ReentrantLock turn = new ReentrantLock();

  /** Around the filters that a connection has by now. */
  public void surround(IoFilterChain chain) {
    chain.addFirst("in order below", new Below());
    chain.addLast("in order above", new Above());
  }

  private void inTurn(Runnable passes) {
    turn.lock();
    try {
      passes.run();
    } finally {
      turn.unlock();
    }
  }

  private final class Above extends IoFilterAdapter {
    @Override
    public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
      inTurn(() -> next.filterWrite(session, request));
    }
  }

  private final class Below extends IoFilterAdapter {
    @Override
    public void messageReceived(NextFilter next, IoSession session, Object message) {
      inTurn(() -> next.messageReceived(session, message));
    }

    @Override
    public void messageSent(NextFilter next, IoSession session, WriteRequest request) {
      inTurn(() -> next.messageSent(session, request));
    }
  }
}
