// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.LostException;
import dev.unwind.cli.client.RefusedException;
import dev.unwind.cli.screen.Screen;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long a server that has gone is waited for. What is asked for again carries a key, or reads: a
 * repetition changes nothing.
 */
final class Patience {
  private static final long PAUSE_MILLIS = 500;

  private final Duration most;
  private final Screen screen;

  Patience(Duration most, Screen screen) {
    this.most = most;
    this.screen = screen;
  }

  /**
   * Reads what is running.
   *
   * @param left how it can be looked at later
   */
  <T> T read(Supplier<T> read, String left) {
    return again(read, true, left);
  }

  /**
   * Asks for an act, once however often it is sent.
   *
   * @param again the command that asks for it with the same key
   */
  <T> T send(Supplier<T> send, String again) {
    return again(send, false, again);
  }

  private <T> T again(Supplier<T> call, boolean mayBeDone, String command) {
    long since = 0;
    boolean unknown = mayBeDone;
    while (true) {
      try {
        T answer = call.get();
        if (since != 0) {
          screen.note("the server answers again");
        }
        return answer;
      } catch (LostException e) {
        unknown |= e.mayBeDone();
        if (!unknown) {
          throw e;
        }
        if (since == 0) {
          since = System.nanoTime();
          screen.note(e.getMessage() + "; trying again for " + most.toSeconds() + " s");
        } else if (System.nanoTime() - since > most.toNanos()) {
          throw left(e, command);
        }
        Api.pause(PAUSE_MILLIS);
      } catch (RefusedException e) {
        if (!unknown) {
          throw e;
        }
        throw left(e, command);
      }
    }
  }

  private static ClientException left(ClientException last, String command) {
    return new ClientException(
        ExitStatus.LEFT_RUNNING, last.getMessage() + "; it may be running: " + command);
  }
}
