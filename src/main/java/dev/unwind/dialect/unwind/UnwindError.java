// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a request was refused: problem details (RFC 9457), with what else is known of it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"type", "title", "status", "detail", "code", "message"})
public record UnwindError(
    @Schema(
            description =
                "Which kind of problem it is: the place in docs/reasons.md, which this server gives out")
        String type,
    @Schema(description = "The kind in words; the same for all of the kind") String title,
    @Schema(description = "The status of the answer") int status,
    @Schema(description = "What exactly was wrong") String detail,
    @Schema(description = "A reason code, as docs/reasons.md lists them") String code,
    @Schema(description = "As detail") String message,
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
