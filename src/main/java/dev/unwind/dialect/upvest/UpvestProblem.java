// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error as {@code application/problem+json}. The vendor's documents say {@code detail} and its
 * live answers {@code details}; both carry the same text.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "status", "title", "detail", "details", "request_id"})
@Schema(
    name = "UpvestError",
    requiredProperties = {"type", "status"})
public record UpvestProblem(
    @Schema(description = "URL of a document that describes the error") String type,
    @Schema(description = "The HTTP status") int status,
    @Schema(description = "The kind of error in words; the same for all of one type") String title,
    @Schema(description = "What exactly was wrong") String detail,
    @Schema(description = "The same as detail") String details,
    @JsonProperty("request_id") @Schema(description = "Id of the request, as in upvest-request-id")
        String requestId) {}
