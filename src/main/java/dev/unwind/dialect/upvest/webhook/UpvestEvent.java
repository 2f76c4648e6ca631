// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a webhook tells.
 *
 * @param id the same at every delivery, so that receivers can drop repetitions
 * @param object the whole resource after the change
 */
@RegisterForReflection
@JsonPropertyOrder({"id", "created_at", "type", "object", "webhook_id"})
record UpvestEvent(
    String id,
    @JsonProperty("created_at") String createdAt,
    String type,
    Object object,
    @JsonProperty("webhook_id") String webhookId) {

  /** The object of a cancel that was refused. */
  @RegisterForReflection
  record CancellationRejected(
      @JsonProperty("order_id") String orderId, String status, String reason) {}
}
