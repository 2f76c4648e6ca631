// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Reads through Panache in a session of their own. Panache keeps its session in the Vert.x context
 * of the caller, where two reads of one request would share it while both run, and it refuses
 * callers outside such a context: streams, schedulers, WebSockets. Each read therefore gets a fresh
 * context, and its result goes back to the caller's.
 */
@ApplicationScoped
public class IsolatedSession {
  private final Vertx vertx;
  private final StoreConfig config;

  IsolatedSession(Vertx vertx, StoreConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /**
   * Runs the work when subscribed to; fails with STORE_UNAVAILABLE when it cannot be done in time.
   */
  public <T> Uni<T> read(Supplier<Uni<T>> work) {
    return Uni.createFrom().deferred(() -> run(work, vertx.getOrCreateContext()));
  }

  private <T> Uni<T> run(Supplier<Uni<T>> work, Context caller) {
    Context own = VertxContext.createNewDuplicatedContext(caller);
    VertxContextSafetyToggle.setContextSafe(own, true);
    // What it reads is a part of the caller's trace.
    QuarkusContextStorage.INSTANCE.attach(own, io.opentelemetry.context.Context.current());
    Uni<T> inside =
        Uni.createFrom()
            .emitter(
                emitter ->
                    own.runOnContext(
                        nothing ->
                            Panache.withSession(work)
                                .subscribe()
                                .with(emitter::complete, emitter::fail)));
    return StoreFailures.bounded(inside, config.statementTimeout())
        .emitOn(command -> caller.runOnContext(nothing -> command.run()));
  }
}
