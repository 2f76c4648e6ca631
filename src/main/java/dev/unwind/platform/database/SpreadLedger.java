// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.persistence.access.AccessStatements;
import dev.unwind.persistence.account.AccountStatements;
import dev.unwind.persistence.act.ActStatements;
import dev.unwind.persistence.book.BookStatements;
import dev.unwind.persistence.bulk.BulkStatements;
import dev.unwind.persistence.control.ControlStatements;
import dev.unwind.persistence.importing.ImportStatements;
import dev.unwind.persistence.log.LogStatements;
import dev.unwind.persistence.market.MarketStatements;
import dev.unwind.persistence.proof.ProofStatements;
import dev.unwind.persistence.read.ReadStatements;
import dev.unwind.persistence.webhook.WebhookStatements;
import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.venue.simulator.book.SimulatorStatements;
import java.util.List;
import java.util.stream.Stream;

/** The statements that run beside their rows on a ledger that is spread over several servers. */
public final class SpreadLedger {
  private SpreadLedger() {}

  public static List<PlacedStatement> statements() {
    return Stream.of(
            AccessStatements.placed(),
            AccountStatements.placed(),
            ActStatements.placed(),
            BookStatements.placed(),
            BulkStatements.placed(),
            ControlStatements.placed(),
            ImportStatements.placed(),
            LogStatements.placed(),
            MarketStatements.placed(),
            ProofStatements.placed(),
            ReadStatements.placed(),
            SimulatorStatements.placed(),
            WebhookStatements.placed())
        .flatMap(List::stream)
        .toList();
  }
}
