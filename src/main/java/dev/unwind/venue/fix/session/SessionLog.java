// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import io.quarkus.logging.Log;
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

  private SessionLog(String venue) {
    this.venue = venue;
  }

  static LogFactory factory(String venue) {
    return (SessionID session) -> new SessionLog(venue);
  }

  @Override
  public void clear() {}

  @Override
  public void onIncoming(String message) {
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
    if (Log.isDebugEnabled()) {
      Log.debugf("session trouble venue=%s: %s", venue, shown(text));
    }
  }
}
