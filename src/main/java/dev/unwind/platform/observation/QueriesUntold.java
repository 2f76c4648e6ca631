// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/**
 * Keeps query strings out of traces, whole: a client may have put a token into one, under whatever
 * name and in whatever form, and collectors keep what they are told.
 */
@Singleton
class QueriesUntold implements SpanProcessor {
  private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
  private static final AttributeKey<String> WHOLE = AttributeKey.stringKey("url.full");
  private static final String UNTOLD = "REDACTED";

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    if (span.getAttribute(QUERY) != null) {
      span.setAttribute(QUERY, UNTOLD);
    }
    String whole = span.getAttribute(WHOLE);
    int query = whole == null ? -1 : whole.indexOf('?');
    if (whole != null && query >= 0) {
      span.setAttribute(WHOLE, whole.substring(0, query + 1) + UNTOLD);
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    // What was told at its start does not change.
  }

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
