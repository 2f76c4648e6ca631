// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import io.quarkus.logging.Log;
import java.util.function.Consumer;
import quickfix.LogFactory;
import quickfix.SessionID;

/**
 * What happens in a session, for who looks closely. A logon has a password and is not shown, nor is
 * one in what the library tells of it.
 */
final class SessionLog implements quickfix.Log {
  private static final String LOGON = "\u000135=A\u0001";
  private static final String BEGIN = "8=FIX";
  private static final char SOH = '\u0001';

  private final String venue;

  private final Consumer<String> incoming;
  private final Consumer<String> trouble;

  private SessionLog(String venue, Consumer<String> incoming, Consumer<String> trouble) {
    this.venue = venue;
    this.incoming = incoming;
    this.trouble = trouble;
  }

  /**
   * @param incoming told every message that has come in, before it is looked at
   * @param trouble told what has gone wrong
   */
  static LogFactory factory(String venue, Consumer<String> incoming, Consumer<String> trouble) {
    return (SessionID session) -> new SessionLog(venue, incoming, trouble);
  }

  @Override
  public void clear() {}

  @Override
  public void onIncoming(String message) {
    incoming.accept(message);
    show("in", message);
  }

  @Override
  public void onOutgoing(String message) {
    show("out", message);
  }

  private void show(String way, String message) {
    if (Log.isTraceEnabled()) {
      Log.tracef("%s venue=%s: %s", way, venue, shown(message));
    }
  }

  /** Without the password of a logon, which the library writes out where it cannot send it. */
  static String shown(String text) {
    int logon = text.indexOf(LOGON);
    int begin = logon < 0 ? -1 : Math.max(0, text.lastIndexOf(BEGIN, logon));
    return begin < 0 ? text.replace(SOH, '|') : text.substring(0, begin) + "a logon";
  }

  @Override
  public void onEvent(String text) {
    if (Log.isDebugEnabled()) {
      Log.debugf("session venue=%s: %s", venue, shown(text));
    }
  }

  @Override
  public void onErrorEvent(String text) {
    trouble.accept(shown(text));
    if (Log.isDebugEnabled()) {
      Log.debugf("session trouble venue=%s: %s", venue, shown(text));
    }
  }
}
