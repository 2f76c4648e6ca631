// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.command.AccountOperations;
import dev.unwind.dialect.tradovate.command.AuthOperations;
import dev.unwind.dialect.tradovate.command.OrderCommands;
import dev.unwind.dialect.tradovate.command.StrategyCommands;
import dev.unwind.dialect.tradovate.command.TradovateClosing;
import dev.unwind.dialect.tradovate.reads.TradovateReads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every operation by its name, for the socket: what stands here also stands as a resource. */
@ApplicationScoped
public class TradovateOperations {
  private final Map<String, TradovateOperation<?>> byName = new HashMap<>();

  TradovateOperations(
      AuthOperations auth,
      OrderCommands orders,
      TradovateClosing liquidations,
      StrategyCommands strategies,
      AccountOperations accounts,
      TradovateReads reads) {
    Stream.of(
            auth.operations(),
            orders.operations(),
            liquidations.operations(),
            strategies.operations(),
            accounts.operations(),
            reads.operations())
        .flatMap(Collection::stream)
        .forEach(this::add);
  }

  private void add(TradovateOperation<?> operation) {
    if (byName.put(operation.name(), operation) != null) {
      throw new IllegalStateException("two operations named " + operation.name());
    }
  }

  /** Finds one by a name in any case. */
  Optional<TradovateOperation<?>> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** All names, lower case. */
  Set<String> names() {
    return Set.copyOf(byName.keySet());
  }
}
