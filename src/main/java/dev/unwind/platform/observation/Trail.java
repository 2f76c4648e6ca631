// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.observation.Observations;
import io.opentelemetry.context.Context;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a request is known by, for what is done after it: in a context of its own, so that neither
 * the request that was answered is kept, nor what another one is known by is taken for it.
 */
final class Trail implements Observations.Origin {
  private static final Trail NONE = new Trail(Context.root(), Map.of());

  private final Context trace;
  private final Map<LineContext, Object> line;

  private Trail(Context trace, Map<LineContext, Object> line) {
    this.trace = trace;
    this.line = line;
  }

  /** That of the request, stream or round at hand. */
  static Trail ofCaller() {
    if (!VertxContext.isOnDuplicatedContext()) {
      return NONE;
    }
    Map<LineContext, Object> line = new EnumMap<>(LineContext.class);
    for (LineContext each : LineContext.values()) {
      each.get().ifPresent(value -> line.put(each, value));
    }
    return new Trail(Context.current(), line);
  }

  <T> Uni<T> within(Uni<T> work) {
    return Uni.createFrom().emitter(emitter -> begin(work, emitter));
  }

  private <T> void begin(Uni<T> work, UniEmitter<? super T> emitter) {
    io.vertx.core.Context caller = Vertx.currentContext();
    if (caller == null) {
      work.subscribe().with(emitter::complete, emitter::fail);
      return;
    }
    io.vertx.core.Context own = VertxContext.createNewDuplicatedContext(caller);
    VertxContextSafetyToggle.setContextSafe(own, true);
    // Here and now: whoever tells the venue relies on the order of its calls.
    ((ContextInternal) own)
        .dispatch(
            () -> {
              try {
                line.forEach(LineContext::put);
                QuarkusContextStorage.INSTANCE.attach(own, trace);
                work.subscribe().with(emitter::complete, emitter::fail);
              } catch (RuntimeException e) {
                // The context would only log it, and whoever waits would wait for ever.
                emitter.fail(e);
              }
            });
  }
}
