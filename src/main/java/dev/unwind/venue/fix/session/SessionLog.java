// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import io.quarkus.logging.Log;
import quickfix.LogFactory;
import quickfix.SessionID;

/** What happens in a session, for who looks closely. A logon has a password and is not shown. */
final class SessionLog implements quickfix.Log {
  private static final String LOGON = "\u000135=A\u0001";
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
      Log.tracef(
          "%s venue=%s: %s",
          way, venue, message.contains(LOGON) ? "a logon" : message.replace(SOH, '|'));
    }
  }

  @Override
  public void onEvent(String text) {
    Log.debugf("session venue=%s: %s", venue, text);
  }

  @Override
  public void onErrorEvent(String text) {
    Log.debugf("session trouble venue=%s: %s", venue, text);
  }
}
