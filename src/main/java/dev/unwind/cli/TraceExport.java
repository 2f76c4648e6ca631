// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has the variables that OpenTelemetry defines obeyed, which Quarkus knows under names of its own.
 * Traces are exported once an endpoint is named either way; a setting of Quarkus comes first.
 */
final class TraceExport {
  private static final String OURS = "quarkus.otel.exporter.otlp.";
  private static final String THEIRS = "OTEL_EXPORTER_OTLP_";
  private static final List<String> NAMES =
      List.of("endpoint", "headers", "protocol", "traces.endpoint", "traces.headers");

  /** Where collectors listen for gRPC; everywhere else they are taken to speak HTTP. */
  private static final Pattern GRPC_PORT = Pattern.compile(":4317/?$");

  private static final String DISABLED = "quarkus.otel.sdk.disabled";

  private TraceExport() {}

  /** Sets what the application reads when it starts. */
  static void configure() {
    for (String name : NAMES) {
      String value = System.getenv(THEIRS + variable(name));
      if (value != null && !value.isBlank() && set(OURS + name) == null) {
        System.setProperty(OURS + name, value.strip());
      }
    }
    String general = set(OURS + "endpoint");
    String endpoint = set(OURS + "traces.endpoint");
    endpoint = endpoint == null ? general : endpoint;
    if (endpoint == null) {
      return;
    }
    if (set(OURS + "protocol") == null && !GRPC_PORT.matcher(endpoint).find()) {
      System.setProperty(OURS + "protocol", "http/protobuf");
    }
    if (set(DISABLED) == null) {
      System.setProperty(DISABLED, "false");
    }
  }

  private static @Nullable String set(String property) {
    String value = System.getProperty(property);
    return value == null ? System.getenv(variable(property)) : value;
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
