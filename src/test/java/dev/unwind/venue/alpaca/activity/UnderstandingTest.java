// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What entries of the broker's list mean, and which of them mean nothing for certain. */
class UnderstandingTest {
  private static Understanding.Meaning meaning(String... entries) {
    List<Entry> all = new ArrayList<>();
    for (String entry : entries) {
      all.add(Entry.of(new JsonObject(entry)));
    }
    return Understanding.of(all);
  }

  private static Activity one(String... entries) {
    Understanding.Meaning meaning = meaning(entries);
    assertThat(meaning.unread()).isEmpty();
    assertThat(meaning.activities()).hasSize(1);
    return meaning.activities().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "FEE, -0.02, FEE",
    "PTC, -5, FEE",
    "DIV, 28.25, DIVIDEND",
    "DIVNRA, -8.47, DIVIDEND",
    "DIVROC, 1.1, DIVIDEND",
    "INT, -3.01, INTEREST",
    "ACATC, 118.79, TRANSFER",
    "JNLC, -10, TRANSFER",
    "CSD, 100, TRANSFER",
    "CSW, -100, TRANSFER"
  })
  void moneyMovesByItsSignWhateverQuantityItWasPaidFor(
      String type, String net, AdjustmentReason reason) {
    Activity activity =
        one(
            "{\"id\": \"a\", \"activity_type\": \"%s\", \"net_amount\": \"%s\", \"symbol\": \"T\", \"qty\": \"2\"}"
                .formatted(type, net));
    assertThat(activity.reason()).isEqualTo(reason);
    assertThat(activity.cash()).isEqualTo(Money.of(net));
    assertThat(activity.changes()).isEmpty();
  }

  @Test
  void aFeeInCoinsIsTakenOffTheHolding() {
    Activity activity =
        one(
            """
            {"id": "20220812000000000::53be51ba-46f9-43de-b81f-576f241dc680", "activity_type": "CFEE", "date": "2022-08-12",
             "net_amount": "0", "description": "Coin Pair Transaction Fee (Non USD)", "symbol": "ETHUSD",
             "qty": "-0.000195", "price": "1884.5", "status": "executed"}
            """);
    assertThat(activity.reason()).isEqualTo(AdjustmentReason.FEE);
    assertThat(activity.cash()).isEqualTo(Money.ZERO);
    assertThat(activity.changes())
        .containsExactly(
            new Activity.Change("ETHUSD", null, Quantity.of("-0.000195"), Price.of("1884.5")));
    assertThat(activity.note()).contains("Coin Pair Transaction Fee");
  }

  @Test
  void bothLegsOfASplitAreOneChange() {
    String taken =
        """
        {"id": "1", "activity_type": "SPLIT", "symbol": "XRPT", "qty": "-33", "price": "7", "net_amount": "0", "group_id": "g"}
        """;
    String given =
        """
        {"id": "2", "activity_type": "SPLIT", "symbol": "XRPT", "qty": "1.65", "price": "140", "net_amount": "0", "group_id": "g"}
        """;
    Activity activity = one(given, taken);
    assertThat(activity.id()).isEqualTo("1");
    assertThat(activity.reason()).isEqualTo(AdjustmentReason.SPLIT);
    assertThat(activity.changes())
        .containsExactly(new Activity.Change("XRPT", null, Quantity.of("-31.35"), null));
    assertThat(meaning(given, taken).legs().get("1")).containsExactlyInAnyOrder("1", "2");
    assertThat(meaning(taken).activities()).as("one leg alone").isEmpty();
    assertThat(meaning(taken).unread()).hasSize(1);
    assertThat(meaning(taken, given, given.replace("\"2\"", "\"3\"")).activities())
        .as("three legs")
        .isEmpty();
  }

  @Test
  void aHoldingThatIsRenamedGoesFirstAndComesUnderItsOtherName() {
    Activity activity =
        one(
            """
            {"id": "2", "activity_type": "NC", "symbol": "NUCLW", "qty": "1", "price": "0.1001", "date": "2026-02-25"}
            """,
            """
            {"id": "1", "activity_type": "NC", "symbol": "SVIWF", "qty": "-1", "price": "0.1001", "date": "2026-02-25"}
            """);
    assertThat(activity.reason()).isEqualTo(AdjustmentReason.RENAMED);
    assertThat(activity.changes())
        .containsExactly(
            new Activity.Change("SVIWF", null, Quantity.of("-1"), null),
            new Activity.Change("NUCLW", null, Quantity.of("1"), null));
  }

  @Test
  void aHoldingThatKeepsItsNameIsLeftAlone() {
    Understanding.Meaning meaning =
        meaning(
            """
            {"id": "1", "activity_type": "NC", "symbol": "BRIF", "qty": "-4.6", "date": "2026-02-23", "group_id": "g"}
            """,
            """
            {"id": "2", "activity_type": "NC", "symbol": "BRIF", "qty": "4.6", "date": "2026-02-23", "group_id": "g"}
            """);
    assertThat(meaning.activities()).isEmpty();
    assertThat(meaning.nothing()).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void sharesThatAreGivenCostNothingUnlessTheirPriceIsStated() {
    assertThat(
            one("""
                    {"id": "1", "activity_type": "SPIN", "symbol": "RNA", "qty": "0.2", "price": "0", "net_amount": "0"}
                    """)
                .changes())
        .containsExactly(new Activity.Change("RNA", null, Quantity.of("0.2"), Price.of("0")));
    assertThat(
            one("""
                    {"id": "1", "activity_type": "DIV", "activity_sub_type": "SDIV", "symbol": "SBS", "qty": "0.0027", "net_amount": "0"}
                    """)
                .changes())
        .containsExactly(new Activity.Change("SBS", null, Quantity.of("0.0027"), Price.of("0")));
    assertThat(
            one("""
                    {"id": "1", "activity_type": "ACATS", "symbol": "AAPL", "qty": "4", "price": "157.44", "net_amount": "0"}
                    """)
                .changes())
        .containsExactly(new Activity.Change("AAPL", null, Quantity.of("4"), Price.of("157.44")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\": \"1\", \"activity_type\": \"OPASN\", \"symbol\": \"X\", \"qty\": \"14\"}",
        "{\"id\": \"1\", \"activity_type\": \"MISC\", \"net_amount\": \"5\"}",
        "{\"id\": \"1\", \"activity_type\": \"DIV\", \"symbol\": \"T\", \"qty\": \"2\", \"net_amount\": \"0\"}",
        "{\"id\": \"1\", \"activity_type\": \"CSW\", \"net_amount\": \"100\"}",
        "{\"id\": \"1\", \"activity_type\": \"CSD\", \"net_amount\": \"-100\"}",
        "{\"id\": \"1\", \"activity_type\": \"FEE\", \"net_amount\": \"-1\", \"status\": \"canceled\"}",
        "{\"id\": \"1\", \"activity_type\": \"FEE\", \"net_amount\": \"-1\", \"currency\": \"EUR\"}",
        "{\"id\": \"1\", \"activity_type\": \"JNLS\", \"qty\": \"3\"}",
        "{\"id\": \"1\", \"activity_type\": \"CFEE\", \"symbol\": \"X\", \"qty\": \"-0.0000000000000000001\"}",
        "{\"id\": \"1\", \"activity_type\": \"FEE\", \"net_amount\": \"-1E+60\"}",
        "{\"id\": \"1\", \"activity_type\": \"CFEE\", \"symbol\": \"USD\", \"qty\": \"5\", \"price\": \"1\"}"
      })
  void whatIsNotCertainMeansNothing(String entry) {
    Understanding.Meaning meaning = meaning(entry);
    assertThat(meaning.activities()).isEmpty();
    assertThat(meaning.nothing()).isEmpty();
    assertThat(meaning.unread()).hasSize(1);
  }

  @Test
  void whatMovesNothingIsDoneWith() {
    JsonArray none =
        new JsonArray("[{\"id\": \"1\", \"activity_type\": \"INT\", \"net_amount\": \"0\"}]");
    assertThat(meaning(none.getJsonObject(0).encode()).nothing()).containsExactly("1");
  }
}
