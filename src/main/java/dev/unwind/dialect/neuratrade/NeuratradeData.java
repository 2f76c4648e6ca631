// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What answers carry in {@code data}, besides single records. */
final class NeuratradeData {
  private NeuratradeData() {}

  /**
   * @param position null where the account nets and the order has not opened anything yet
   */
  @RegisterForReflection
  @Schema(name = "PlacedOrder")
  public record Placed(
      @JsonProperty("order") @Schema(required = true) NeuratradeOrder order,
      @JsonProperty("position") @Schema(required = true, nullable = true)
          @Nullable NeuratradePosition position) {}

  /**
   * @param failed what a close-all could not close; left out when there is nothing to say
   */
  @RegisterForReflection
  @Schema(name = "PositionList")
  public record Positions(
      @JsonProperty("count") @Schema(required = true) int count,
      @JsonProperty("positions") @Schema(required = true) List<NeuratradePosition> positions,
      @JsonProperty("failed") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Failed> failed) {
    static Positions of(List<NeuratradePosition> positions) {
      return new Positions(positions.size(), positions, List.of());
    }
  }

  /** A position that a close-all had to leave open. */
  @RegisterForReflection
  @Schema(name = "FailedPosition")
  public record Failed(
      @JsonProperty("position_id") @Schema(required = true) String positionId,
      @JsonProperty("symbol") @Schema(required = true) String symbol,
      @JsonProperty("reason") @Schema(required = true) String reason) {}

  /**
   * @param closedPositions everything that is not open, what was liquidated included
   * @param positions the newest ones
   */
  @RegisterForReflection
  @Schema(name = "PositionSnapshot")
  public record Snapshot(
      @JsonProperty("snapshot_id") @Schema(required = true, examples = "snap-1772463600000000000")
          String snapshotId,
      @JsonProperty("timestamp") @Schema(required = true, format = "date-time") String timestamp,
      @JsonProperty("total_positions") @Schema(required = true) long totalPositions,
      @JsonProperty("open_positions") @Schema(required = true) long openPositions,
      @JsonProperty("closed_positions") @Schema(required = true) long closedPositions,
      @JsonProperty("positions") @Schema(required = true) List<NeuratradePosition> positions) {}
}
