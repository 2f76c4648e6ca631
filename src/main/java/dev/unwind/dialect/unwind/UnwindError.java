// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a request was refused. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"code", "message"})
public record UnwindError(
    @Schema(description = "A reason code, as docs/reasons.md lists them") String code,
    String message,
    @Nullable Details details) {

  /** The facts that the caller needs to do better; only those that apply. Unsigned. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindErrorDetails")
  public record Details(
      @Nullable String symbol,
      @Nullable String requested,
      @Nullable String existing,
      @Nullable String held,
      @Nullable String available,
      @Nullable String orderStatus,
      @Nullable List<UnwindLiquidation.OrderRef> relatedOrders,
      @Nullable String price,
      @Nullable String buyingPower,
      @Nullable String required) {}
}
