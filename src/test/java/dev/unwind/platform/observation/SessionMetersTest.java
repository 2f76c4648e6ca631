// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.observation.SessionTraffic.Passed;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<SpanData> told = new ArrayList<>();
  private final Tracer tracer =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
          .build()
          .get("test");
  private final SessionMeters meters = new SessionMeters(registry, tracer);

  private final class Kept implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      told.addAll(spans);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void aMessageIsToldInTheTraceOfTheWorkThatSendsIt() {
    Span request = tracer.spanBuilder("request").startSpan();
    Uni<Boolean> order = meters.leaving("desk", "D", "K1", Uni.createFrom().item(true));
    assertThat(told).isEmpty();
    try (Scope scope = request.makeCurrent()) {
      assertThat(order.await().indefinitely()).isTrue();
    }

    assertThat(told)
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.getName()).isEqualTo("FIX D to desk");
              assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
              assertThat(span.getAttributes().get(AttributeKey.stringKey("fix.cl_ord_id")))
                  .isEqualTo("K1");
              assertThat(span.getStatus()).isEqualTo(StatusData.unset());
            });
  }

  @Test
  void aMessageThatDoesNotLeaveIsAnErrorInItsTrace() {
    Uni<Boolean> down = Uni.createFrom().item(false);
    Uni<Boolean> failed = Uni.createFrom().failure(new IllegalStateException("away"));
    assertThat(meters.leaving("desk", "F", "K2", down).await().indefinitely()).isFalse();
    Uni<Boolean> asked = meters.leaving("desk", "AN", null, failed);
    assertThatThrownBy(() -> asked.await().indefinitely()).hasMessage("away");

    assertThat(told)
        .hasSize(2)
        .allSatisfy(
            span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
    assertThat(told.get(1).getAttributes().get(AttributeKey.stringKey("fix.cl_ord_id"))).isNull();
  }

  @Test
  void messagesAreCountedByVenueAndWhatBecameOfThem() {
    meters.passed("desk", Passed.SENT, 2);
    meters.passed("desk", Passed.SENT, 1);
    meters.passed("desk", Passed.SET_ASIDE, 1);
    meters.passed("other", Passed.SENT, 5);

    String name = Metric.VENUE_MESSAGES.exported();
    assertThat(registry.scrape().lines())
        .contains(
            name + "{venue=\"desk\",what=\"sent\",} 3.0",
            name + "{venue=\"desk\",what=\"set_aside\",} 1.0",
            name + "{venue=\"other\",what=\"sent\",} 5.0");
  }

  @Test
  void whatWaitsToBeBookedIsTheLastFigureThatWasTold() {
    meters.waiting("desk", 7);
    meters.waiting("desk", 0);
    meters.waiting("other", 3);

    String name = Metric.VENUE_INBOX.exported();
    assertThat(registry.scrape().lines())
        .contains(name + "{venue=\"desk\",} 0.0", name + "{venue=\"other\",} 3.0");
  }
}
