// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.reconciliation.Reconciliation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an account's venue holds for it, where the ledger says otherwise. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"venue", "at", "settled", "notStated", "differences"})
public record UnwindReconciliation(
    String venue,
    Instant at,
    @Schema(
            description =
                "Whether nothing was under way meanwhile; otherwise a difference may be what was")
        boolean settled,
    @Schema(description = "What the venue does not state, and is therefore not known to be equal")
        List<String> notStated,
    List<Difference> differences) {

  /** Signed quantities. */
  @RegisterForReflection
  @Schema(
      name = "UnwindReconciliationDifference",
      requiredProperties = {"symbol", "ledger", "venue", "difference"})
  public record Difference(
      String symbol,
      String ledger,
      String venue,
      @Schema(description = "What the venue has more than the ledger") String difference) {}

  static UnwindReconciliation of(Reconciliation found) {
    return new UnwindReconciliation(
        found.venue(),
        found.at(),
        found.settled(),
        found.stated() ? List.of("cash", "orders") : List.of("positions", "cash", "orders"),
        found.differences().stream()
            .map(
                each ->
                    new Difference(
                        each.symbol(),
                        each.ledger().toString(),
                        each.venue().toString(),
                        each.difference().toString()))
            .toList());
  }
}
