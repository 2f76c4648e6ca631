// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.quarkus.arc.Unremovable;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Traces the statements of requests, and not those of the rounds that go on all the while: fifty a
 * second of an idle server, each a trace of its own.
 */
@Singleton
@Unremovable
class TracedStatements implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
  private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.system");

  @Override
  public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
    builder.addSamplerCustomizer((sampler, config) -> new OfRequests(sampler));
  }

  private record OfRequests(Sampler others) implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String trace,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      boolean alone = !Span.fromContext(parent).getSpanContext().isValid();
      return alone && attributes.get(DATABASE) != null
          ? SamplingResult.drop()
          : others.shouldSample(parent, trace, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
      return "StatementsOfRequests{" + others.getDescription() + "}";
    }
  }
}
