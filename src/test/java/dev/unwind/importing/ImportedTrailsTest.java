// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.unwind.importing.book.ImportMistake;
import dev.unwind.importing.book.ImportRefusedException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Trailing stops of a book document. */
@QuarkusTest
class ImportedTrailsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ImportBook importBook;

  private static String order(String type, String keys) {
    return """
    {"account": "trails", "symbol": "TRAILED", "side": "sell", "type": "%s", "qty": "1"%s}"""
        .formatted(type, keys);
  }

  @Test
  void aTrailThatNoOrderCouldHaveIsRefusedByItsKey() {
    String book =
        """
        {"accounts": [{"name": "trails", "currency": "USD", "cash": "1000"}],
         "instruments": [{"symbol": "TRAILED", "assetClass": "us_equity", "currency": "USD",
            "quantityIncrement": "1", "priceIncrement": "0.01"}],
         "orders": [%s]}
        """
            .formatted(
                String.join(
                    ",",
                    order("trailing_stop", ""),
                    order("trailing_stop", ", \"trailPrice\": \"1.001\", \"stopPrice\": \"5\""),
                    order("trailing_stop", ", \"trailPercent\": \"100\""),
                    order("trailing_stop", ", \"trailPercent\": \"1\", \"trailPrice\": \"1\""),
                    order("stop", ", \"stopPrice\": \"5\", \"trailPrice\": \"0\"")));
    assertThatThrownBy(
            () ->
                importBook
                    .book(book.getBytes(StandardCharsets.UTF_8), "test")
                    .await()
                    .atMost(PATIENCE))
        .asInstanceOf(type(ImportRefusedException.class))
        .satisfies(
            refused ->
                assertThat(refused.mistakes())
                    .extracting(ImportMistake::toString)
                    .contains(
                        "orders[0].trailPrice: is required for a trailing_stop order",
                        "orders[1].trailPrice: must be a multiple of the increment 0.01",
                        "orders[1].stopPrice: does not belong to a trailing_stop order",
                        "orders[2].trailPercent: must be below 100 for a sell",
                        "orders[3].trailPercent: must not stand beside trailPrice",
                        "orders[4].trailPrice: must be above zero",
                        "orders[4].trailPrice: does not belong to a stop order"));
  }
}
