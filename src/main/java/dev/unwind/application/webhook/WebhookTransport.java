// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Port: sends a webhook. */
public interface WebhookTransport {
  /**
   * Posts a body. Resolves the name, refuses targets that {@link TargetPolicy} does not admit,
   * connects to the very address that was admitted, follows no redirect, and reads no more of the
   * answer than its head.
   *
   * @return the answer's status; fails when there is none in time
   */
  Uni<Integer> post(URI target, Map<String, String> headers, byte[] body, Duration timeout);
}
