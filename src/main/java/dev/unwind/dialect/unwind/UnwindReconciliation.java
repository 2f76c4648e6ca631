// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.reconciliation.GivenStatement;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an account's venue states, where the ledger says otherwise. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"venue", "at", "settled", "notStated", "differences", "adopted"})
public record UnwindReconciliation(
    String venue,
    Instant at,
    @Schema(
            description =
                "Whether nothing was under way meanwhile; otherwise not everything could be compared")
        boolean settled,
    @Schema(description = "What the venue does not state, and is therefore not known to be equal")
        List<String> notStated,
    @Schema(description = "What differs now") List<Difference> differences,
    @Schema(description = "What differed, and was booked as the venue has it")
        List<Difference> adopted) {

  /** A figure on which the two do not agree. */
  @RegisterForReflection
  @Schema(
      name = "UnwindDifference",
      requiredProperties = {"subject", "name", "ledger", "venue", "difference", "since"})
  public record Difference(
      @Schema(enumeration = {"POSITION", "ORDER", "CASH"}) String subject,
      @Schema(
              description =
                  "Symbol, currency, or the venue's id of an order that works there and is not ours")
          String name,
      @Schema(description = "Signed quantity, or amount") String ledger,
      @Schema(description = "The same, as the venue states it; of an order what it may still trade")
          String venue,
      @Schema(description = "What the venue has more than the ledger") String difference,
      @Schema(description = "When it was first seen as it is") Instant since) {
    public static Difference of(dev.unwind.domain.reconciliation.Difference found) {
      return new Difference(
          found.subject().name(),
          found.name(),
          found.ledger().toString(),
          found.venue().toString(),
          found.amount().toString(),
          found.since());
    }
  }

  /** What is to be done about differences this time. */
  @RegisterForReflection
  @Schema(name = "UnwindReconciliationRequest", additionalProperties = Schema.False.class)
  public record Request(
      @Schema(
              enumeration = {"REPORT", "HOLD", "ADOPT"},
              description = "For this time; the account's setting where it is left out")
          @Nullable String onDifference,
      @Schema(description = "Why; kept with what is booked", maxLength = 500)
          @Nullable String reason,
      @Nullable Stated statement) {
    static final Request NONE = new Request(null, null, null);
  }

  /** What a venue has stated that cannot be asked. */
  @RegisterForReflection
  @Schema(
      name = "UnwindStatement",
      additionalProperties = Schema.False.class,
      description =
          "For an account whose venue states nothing by itself. What has moved since is not compared, cash only where nothing has moved it since")
  public record Stated(
      @Schema(description = "Of which moment it is, not in the future", format = "date-time")
          @Nullable String asOf,
      @Schema(description = "All that is held; left out where that is not stated", maxItems = 10000)
          @Nullable List<Holding> positions,
      @Schema(description = "In the account's currency; left out where it is not stated")
          @Nullable String cash) {
    private static final int POSITIONS_MAX = 10_000;

    GivenStatement read(Instant now) {
      Instant at = UnwindParameters.time("statement.asOf", asOf);
      if (at == null || at.isAfter(now)) {
        throw UnwindBodies.malformed("statement.asOf must be a time that is not in the future");
      }
      if (positions == null && cash == null) {
        throw UnwindBodies.malformed("a statement has positions, or cash, or both");
      }
      if (positions != null && positions.size() > POSITIONS_MAX) {
        throw UnwindBodies.malformed("a statement has at most " + POSITIONS_MAX + " positions");
      }
      try {
        return new GivenStatement(
            new Statement(
                positions == null ? null : positions.stream().map(Holding::read).toList(),
                null,
                cash == null ? null : Money.of(cash)),
            at);
      } catch (ArithmeticException | NumberFormatException e) {
        throw UnwindBodies.malformed("figures of a statement are plain decimals");
      }
    }

    /** One position. */
    @RegisterForReflection
    @Schema(
        name = "UnwindStatedPosition",
        requiredProperties = {"symbol", "quantity"},
        additionalProperties = Schema.False.class)
    public record Holding(
        @Nullable String symbol,
        @Schema(description = "Signed") @Nullable String quantity,
        @Schema(description = "What was paid on average") @Nullable String price) {
      private Statement.Holding read() {
        if (quantity == null) {
          throw UnwindBodies.malformed("a position of a statement has symbol and quantity");
        }
        return new Statement.Holding(
            UnwindParameters.symbol(symbol),
            null,
            Quantity.of(quantity),
            UnwindParameters.price("statement.positions.price", price));
      }
    }
  }

  /** What is to be done about differences from now on. */
  @RegisterForReflection
  @Schema(
      name = "UnwindReconciliationSetting",
      requiredProperties = "onDifference",
      additionalProperties = Schema.False.class)
  public record Setting(
      @Schema(
              enumeration = {"REPORT", "HOLD", "ADOPT"},
              description =
                  "HOLD lets the account only close until somebody lifts that, ADOPT books what the venue states")
          @Nullable String onDifference) {}

  static UnwindReconciliation of(Reconciliation found) {
    return new UnwindReconciliation(
        found.venue(),
        found.at(),
        found.settled(),
        Stream.of(Subject.POSITION, Subject.CASH, Subject.ORDER)
            .filter(found.notStated()::contains)
            .map(UnwindReconciliation::plural)
            .toList(),
        found.differences().stream().map(Difference::of).toList(),
        found.adopted().stream().map(Difference::of).toList());
  }

  private static String plural(Subject subject) {
    return switch (subject) {
      case POSITION -> "positions";
      case ORDER -> "orders";
      case CASH -> "cash";
    };
  }
}
