// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.TradingException;
import dev.unwind.application.reconciliation.StatedAsset;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Answers what is told to be stated; the last of it for ever. */
final class StatingVenue extends HomeVenue implements StatesAccount {
  static final String NAME = "elsewhere";

  private final Queue<Statement> next = new ArrayDeque<>();
  @Nullable Runnable meanwhile;

  void states(Statement... statements) {
    next.clear();
    next.addAll(List.of(statements));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Uni<Statement> statement(AccountId of) {
    return Uni.createFrom()
        .item(
            () -> {
              if (meanwhile != null) {
                meanwhile.run();
              }
              Statement now = next.size() > 1 ? next.poll() : next.peek();
              if (now == null) {
                throw new TradingException(Reason.VENUE_UNAVAILABLE);
              }
              return now;
            });
  }

  @Override
  public Uni<Optional<StatedAsset>> asset(String symbol) {
    return Uni.createFrom()
        .item(
            symbol.startsWith("UNKNOWN")
                ? Optional.empty()
                : Optional.of(
                    new StatedAsset(
                        symbol,
                        AssetClass.US_EQUITY,
                        "NASDAQ",
                        "USD",
                        Quantity.of("0.000000001"),
                        Price.of("0.01"),
                        true,
                        true,
                        true)));
  }

  @Override
  public Instant linkedSince() {
    return Instant.EPOCH;
  }
}
