// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The envelopes: {@code {"status":"success","data":...}} and {@code {"status":"error",...}}. */
final class NeuratradeAnswer {
  static final String SUCCESS = "success";

  private NeuratradeAnswer() {}

  @RegisterForReflection
  @Schema(name = "OrderAnswer")
  public record OfOrder(
      @JsonProperty("status") @Schema(required = true, enumeration = SUCCESS) String status,
      @JsonProperty("data") @Schema(required = true) NeuratradeOrder data) {}

  @RegisterForReflection
  @Schema(name = "PositionAnswer")
  public record OfPosition(
      @JsonProperty("status") @Schema(required = true, enumeration = SUCCESS) String status,
      @JsonProperty("data") @Schema(required = true) NeuratradePosition data) {}

  @RegisterForReflection
  @Schema(name = "PlacedAnswer")
  public record OfPlaced(
      @JsonProperty("status") @Schema(required = true, enumeration = SUCCESS) String status,
      @JsonProperty("data") @Schema(required = true) NeuratradeData.Placed data) {}

  @RegisterForReflection
  @Schema(name = "PositionsAnswer")
  public record OfPositions(
      @JsonProperty("status") @Schema(required = true, enumeration = SUCCESS) String status,
      @JsonProperty("data") @Schema(required = true) NeuratradeData.Positions data) {}

  @RegisterForReflection
  @Schema(name = "SnapshotAnswer")
  public record OfSnapshot(
      @JsonProperty("status") @Schema(required = true, enumeration = SUCCESS) String status,
      @JsonProperty("data") @Schema(required = true) NeuratradeData.Snapshot data) {}

  @RegisterForReflection
  @Schema(name = "ErrorAnswer")
  public record OfError(
      @JsonProperty("status") @Schema(required = true, enumeration = "error") String status,
      @JsonProperty("error") @Schema(required = true) String error) {}

  /** Refused credentials have no status key. */
  @RegisterForReflection
  @Schema(name = "UnauthorizedAnswer")
  public record OfUnauthorized(@JsonProperty("error") @Schema(required = true) String error) {}
}
