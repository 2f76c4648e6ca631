// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.venue.MarkStore;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.persistence.OrderMarks;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;

/** A batch of marks is one statement; those that have not gone on write nothing. */
@ApplicationScoped
class PgMarkStore implements MarkStore {
  private final Pool pool;
  private final StoreCalls calls;
  private final InstantSource clock;

  PgMarkStore(Pool pool, StoreCalls calls, InstantSource clock) {
    this.pool = pool;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public Uni<Void> note(List<VenueMark> marks) {
    return marks.isEmpty()
        ? Uni.createFrom().voidItem()
        : calls
            .again(
                pool.preparedQuery(OrderMarks.NOTE)
                    .execute(OrderMarks.note(marks, clock.instant())))
            .replaceWithVoid();
  }
}
