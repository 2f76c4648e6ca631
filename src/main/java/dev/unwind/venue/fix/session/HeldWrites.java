// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;

/**
 * Holds back what the library writes until all that it has numbered before is in the database. It
 * leaves in the order in which it was written; what a connection held at its end never leaves.
 */
final class HeldWrites extends IoFilterAdapter {
  private final Outbox outbox;
  private final Deque<Held> held = new ArrayDeque<>();
  private boolean releasing;
  private boolean stopped;

  private record Held(NextFilter next, IoSession session, WriteRequest request, long after) {}

  HeldWrites(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void filterWrite(NextFilter nextFilter, IoSession session, WriteRequest writeRequest) {
    synchronized (this) {
      held.add(new Held(nextFilter, session, writeRequest, outbox.added()));
    }
    release();
  }

  /**
   * Lets go what is in the database by now: one thread at a time, so that the order stays, and
   * without holding what others wait for, since writing may wait for whoever reads.
   */
  void release() {
    while (true) {
      Held next;
      synchronized (this) {
        if (releasing || stopped || held.isEmpty() || held.element().after() > outbox.stored()) {
          return;
        }
        next = held.remove();
        releasing = true;
      }
      try {
        next.next().filterWrite(next.session(), next.request());
      } catch (RuntimeException e) {
        // Its place in the order is gone, and what follows must not have it.
        synchronized (this) {
          stopped = true;
        }
        outbox.close("what is stored could not be written: " + e.getMessage());
      } finally {
        synchronized (this) {
          releasing = false;
        }
      }
    }
  }

  @Override
  public void sessionClosed(NextFilter nextFilter, IoSession session) {
    synchronized (this) {
      held.removeIf(one -> one.session().equals(session));
    }
    nextFilter.sessionClosed(session);
  }
}
