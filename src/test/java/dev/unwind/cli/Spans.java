// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What exporters of traces send: opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest.
 */
final class Spans {
  private static final int CLIENT = 3;

  private Spans() {}

  /**
   * One of them.
   *
   * @param parent empty where it is the first of its trace
   * @param attributes of those that are texts or numbers
   */
  record Span(
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      Map<String, String> attributes) {

    boolean isCallTo(int port) {
      return kind == CLIENT && attributes.getOrDefault("url.full", "").contains(":" + port + "/");
    }

    boolean isStatement() {
      return kind == CLIENT
          && (attributes.containsKey("db.query.text") || attributes.containsKey("db.statement"));
    }
  }

  static List<Span> of(List<byte[]> exports) {
    List<Span> spans = new ArrayList<>();
    for (byte[] export : exports) {
      for (UnknownFieldSet resource : parts(read(ByteString.copyFrom(export)), 1)) {
        for (UnknownFieldSet scope : parts(resource, 2)) {
          parts(scope, 2).forEach(span -> spans.add(span(span)));
        }
      }
    }
    return spans;
  }

  private static Span span(UnknownFieldSet span) {
    Map<String, String> attributes = new HashMap<>();
    for (UnknownFieldSet attribute : parts(span, 9)) {
      for (UnknownFieldSet value : parts(attribute, 2)) {
        String number =
            value.getField(3).getVarintList().stream().map(String::valueOf).findFirst().orElse("");
        attributes.put(text(attribute, 1), value.hasField(1) ? text(value, 1) : number);
      }
    }
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        span.getField(6).getVarintList().stream().findFirst().orElse(0L),
        attributes);
  }

  private static List<UnknownFieldSet> parts(UnknownFieldSet whole, int number) {
    return whole.getField(number).getLengthDelimitedList().stream().map(Spans::read).toList();
  }

  private static String text(UnknownFieldSet whole, int number) {
    return whole.getField(number).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .findFirst()
        .orElse("");
  }

  private static String hex(UnknownFieldSet whole, int number) {
    return whole.getField(number).getLengthDelimitedList().stream()
        .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
        .findFirst()
        .orElse("");
  }

  private static UnknownFieldSet read(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not a message", e);
    }
  }
}
