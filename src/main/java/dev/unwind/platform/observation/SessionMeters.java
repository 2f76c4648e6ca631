// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.observation.SessionTraffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what passes on sessions with venues, and tells it in traces. */
@ApplicationScoped
class SessionMeters implements SessionTraffic {
  private static final String UNTOLD = "it was not handed to the network";

  private final MeterRegistry registry;
  private final Tracer tracer;
  private final Map<String, AtomicLong> waiting = new ConcurrentHashMap<>();

  SessionMeters(MeterRegistry registry, Tracer tracer) {
    this.registry = registry;
    this.tracer = tracer;
  }

  @Override
  public void passed(String venue, Passed what, int messages) {
    Counter.builder(Metric.VENUE_MESSAGES.id())
        .description(Metric.VENUE_MESSAGES.description())
        .tags("venue", venue, "what", what.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment(messages);
  }

  @Override
  public Uni<Boolean> leaving(
      String venue, String type, @Nullable String id, Uni<Boolean> sending) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Span span = begin(venue, type, id);
              return sending
                  .invoke(
                      left -> {
                        if (!left) {
                          span.setStatus(StatusCode.ERROR, UNTOLD);
                        }
                      })
                  .onFailure()
                  .invoke(failure -> span.setStatus(StatusCode.ERROR, UNTOLD))
                  .onTermination()
                  .invoke(span::end);
            });
  }

  private Span begin(String venue, String type, @Nullable String id) {
    SpanBuilder span =
        tracer
            .spanBuilder("FIX " + type + " to " + venue)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute("messaging.system", "fix")
            .setAttribute("messaging.operation.type", "send")
            .setAttribute("messaging.destination.name", venue)
            .setAttribute("fix.msg_type", type);
    return (id == null ? span : span.setAttribute("fix.cl_ord_id", id)).startSpan();
  }

  @Override
  public void waiting(String venue, int messages) {
    waiting.computeIfAbsent(venue, this::gauge).set(messages);
  }

  private AtomicLong gauge(String venue) {
    AtomicLong value = new AtomicLong();
    Meters.gauge(registry, Metric.VENUE_INBOX, value, "venue", venue);
    return value;
  }
}
