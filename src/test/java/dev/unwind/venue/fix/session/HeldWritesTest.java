// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.sqlclient.Pool;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;
import org.junit.jupiter.api.Test;

class HeldWritesTest {
  private final List<String> faults = new ArrayList<>();
  private final List<Object> left = new ArrayList<>();

  /** A socket that fails once. */
  private final NextFilter socket =
      (NextFilter)
          Proxy.newProxyInstance(
              NextFilter.class.getClassLoader(),
              new Class<?>[] {NextFilter.class},
              (self, method, given) -> {
                Object message = ((WriteRequest) given[1]).getMessage();
                if (message.equals("second")) {
                  throw new IllegalStateException("no room");
                }
                left.add(message);
                return null;
              });

  @Test
  void nothingLeavesAfterAMessageThatCouldNotAndTheSessionIsTold() {
    Outbox outbox =
        new Outbox(Pool.newInstance(null), "venue", 1, Duration.ofSeconds(1), faults::add);
    HeldWrites writes = new HeldWrites(outbox);
    for (String message : List.of("first", "second", "third")) {
      writes.filterWrite(socket, new DummySession(), new DefaultWriteRequest(message));
    }
    assertThat(left).containsExactly("first");
    assertThat(faults).containsExactly("what is stored could not be written: no room");
  }
}
