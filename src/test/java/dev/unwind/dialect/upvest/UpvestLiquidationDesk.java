// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.market.Market;
import dev.unwind.application.market.PutQuote;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of liquidations share. */
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
abstract class UpvestLiquidationDesk {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;
  @Inject SimulatorScenario simulator;
  @Inject Market market;
  @Inject PutQuote putQuote;

  @AfterEach
  void asConfigured() {
    simulator.reset();
  }

  static UpvestBook aBook() {
    return new UpvestBook();
  }

  /** Path of the liquidation that was accepted. */
  static String of(UpvestBook book, Answer accepted) {
    return book.liquidations() + "/" + accepted.text("id");
  }

  static List<String> statuses(JsonNode liquidation) {
    return liquidation.path("orders").findValuesAsText("status");
  }

  /** Moves the market of one of the account's funds. */
  void quote(UpvestBook book, int fund, String last) {
    UpvestQuotes.put(market, putQuote, book.fund(fund).symbol(), last);
  }
}
