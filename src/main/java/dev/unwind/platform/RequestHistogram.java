// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Puts buckets on the time of HTTP requests, so that quantiles can be taken over all replicas. */
@Singleton
class RequestHistogram {

  private static final double[] BUCKETS_NANOS =
      DoubleStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
          .map(millis -> millis * Duration.ofMillis(1).toNanos())
          .toArray();

  @Produces
  @Singleton
  MeterFilter buckets() {
    return new MeterFilter() {
      /** Where a path is given by a pattern, its name is enough. */
      @Override
      public Meter.Id map(Meter.Id id) {
        String uri = id.getTag("uri");
        return uri == null || !uri.contains(": ")
            ? id
            : id.withTag(Tag.of("uri", uri.replaceAll("\\{(\\w+): .*}", "{$1}")));
      }

      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals("http.server.requests")
            ? DistributionStatisticConfig.builder()
                .serviceLevelObjectives(BUCKETS_NANOS)
                .build()
                .merge(config)
            : config;
      }
    };
  }
}
