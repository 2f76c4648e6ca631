// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import quickfix.Application;
import quickfix.DoNotSend;
import quickfix.FieldNotFound;
import quickfix.Message;
import quickfix.SessionID;

/**
 * What the library tells of a session, on threads of its own. A message that cannot be taken is
 * answered with an exception: its number is then not passed, and it is asked for again.
 */
public final class SessionEvents implements Application {
  private final FixSettings settings;
  private final Inbox inbox;
  private final SessionStore store;
  private final CatchUp catchUp;
  private final LinkStanding standing;
  private final Runnable loggedOn;

  public SessionEvents(
      FixSettings settings,
      Inbox inbox,
      SessionStore store,
      CatchUp catchUp,
      LinkStanding standing,
      Runnable loggedOn) {
    this.settings = settings;
    this.inbox = inbox;
    this.store = store;
    this.catchUp = catchUp;
    this.standing = standing;
    this.loggedOn = loggedOn;
  }

  /** What the library says has gone wrong. */
  void trouble(String text) {
    standing.trouble(text);
  }

  @Override
  public void onCreate(SessionID session) {}

  @Override
  public void onLogon(SessionID session) {
    catchUp.begin();
    standing.up();
    loggedOn.run();
  }

  @Override
  public void onLogout(SessionID session) {
    catchUp.begin();
    standing.down("logged out");
  }

  @Override
  public void toAdmin(Message message, SessionID session) {
    Passing type = Passing.of(message);
    if (type.is(MsgType.LOGON)) {
      settings
          .login()
          .ifPresent(
              login -> {
                message.setString(Tag.USERNAME, login.username());
                login.password().ifPresent(secret -> message.setString(Tag.PASSWORD, secret));
              });
    }
    if (type.is(MsgType.TEST_REQUEST)) {
      catchUp.asked(type.text(Tag.TEST_REQ_ID), type.number());
    }
  }

  /** A refusal of one of our messages comes as a message of the session; it is never repeated. */
  @Override
  public void fromAdmin(Message message, SessionID session) {
    Passing type = Passing.of(message);
    if (type.is(MsgType.REJECT)) {
      take(message, type.number());
    }
    if (type.is(MsgType.HEARTBEAT) && type.number() == store.getNextTargetMsgSeqNum()) {
      catchUp.answered(type.text(Tag.TEST_REQ_ID), inbox.position());
    }
  }

  /**
   * Only what goes out anew comes here; what is asked for again is not even looked up.
   *
   * @throws DoNotSend where it would be a repetition all the same
   */
  @Override
  public void toApp(Message message, SessionID session) throws DoNotSend {
    if (message.getHeader().isSetField(Tag.POSS_DUP)) {
      throw new DoNotSend();
    }
  }

  @Override
  public void fromApp(Message message, SessionID session) {
    take(message, Passing.of(message).number());
  }

  private void take(Message message, int number) {
    int expected = store.getNextTargetMsgSeqNum();
    try {
      inbox.take(store.kept(message.toRawString()), number == expected ? number + 1 : expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fields that are read while a message passes. */
  private record Passing(Message message) {
    static Passing of(Message message) {
      return new Passing(message);
    }

    boolean is(String type) {
      try {
        return message.getHeader().getString(Tag.MSG_TYPE).equals(type);
      } catch (FieldNotFound e) {
        return false;
      }
    }

    int number() {
      try {
        return message.getHeader().getInt(Tag.MSG_SEQ_NUM);
      } catch (FieldNotFound e) {
        return 0;
      }
    }

    String text(int tag) {
      try {
        return message.isSetField(tag) ? message.getString(tag) : "";
      } catch (FieldNotFound e) {
        return "";
      }
    }
  }
}
