// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which positions a selection and a target mean, and what closing them would bring. */
class SelectionTest {
  @Test
  void aTargetLeavesThatMuchAndNothingOfWhatHasLess() {
    AccountBook book = OpeningBook.book("100");
    ClosePlan plan =
        RehearsedBooks.planOf(
            book, RehearsedBooks.selecting(Selection.ANY, CloseAmount.target(Quantity.of("30"))));
    assertThat(plan.lines()).hasSize(1);
    assertThat(plan.lines().get(0).qty()).isEqualTo(Quantity.of("70"));

    AccountBook small = OpeningBook.book("30");
    Liquidation made =
        small.close(RehearsedBooks.selecting(Selection.ANY, CloseAmount.target(Quantity.of("30"))));
    assertThat(small.items(made.id())).isEmpty();
    assertThat(small.changes().newOrders()).isEmpty();
  }

  @Test
  void aTargetOffTheIncrementFailsWithItsReason() {
    AccountBook book = OpeningBook.book(OpeningBook.FUTURE, "5", "1000000", TradingState.ACTIVE);
    ClosePlan plan =
        RehearsedBooks.planOf(
            book, RehearsedBooks.selecting(Selection.ANY, CloseAmount.target(Quantity.of("1.5"))));
    assertThat(plan.lines().get(0).item().reason()).isEqualTo(Reason.QUANTITY_OFF_INCREMENT);
    assertThat(plan.lines().get(0).order()).isNull();
  }

  @Test
  void proceedsAreTheCashThatTheBidAndTheAskWouldBring() {
    AccountBook book = RehearsedBooks.quoted("100", "9.5", "10.25");
    ClosePlan plan =
        RehearsedBooks.planOf(book, RehearsedBooks.selecting(Selection.ANY, CloseAmount.ALL));
    assertThat(plan.lines().get(0).atBid()).isEqualTo(Money.of("950"));
    assertThat(plan.lines().get(0).atAsk()).isEqualTo(Money.of("1025"));
  }

  @Test
  void withoutAPriceTheProceedsAreUnknownAndAJudgementByPriceIsRefused() {
    AccountBook book = OpeningBook.book("100");
    AccountBook blind =
        RehearsedBooks.book(
            RehearsedBooks.slice(book), RehearsedBooks.unquoted(book.context()), 1_000_000);
    assertThat(
            RehearsedBooks.planOf(blind, RehearsedBooks.selecting(Selection.ANY, CloseAmount.ALL))
                .lines()
                .get(0)
                .atBid())
        .isNull();
    Selection losers =
        new Selection(
            Selection.Names.NONE,
            Selection.Names.NONE,
            Set.of(),
            null,
            Selection.Result.LOSS,
            null,
            null);
    assertThat(
            RehearsedBooks.refusal(
                RehearsedBooks.book(
                    RehearsedBooks.slice(book), RehearsedBooks.unquoted(book.context()), 1),
                RehearsedBooks.selecting(losers, CloseAmount.ALL)))
        .isEqualTo(Reason.QUOTE_MISSING);
  }

  @Test
  void everyConditionOfASelectionMustHold() {
    AccountBook book = RehearsedBooks.quoted("100", "9.5", "10.25");
    assertThat(meant(book, "STC*", null, null, null, null)).isTrue();
    assertThat(meant(book, "*K", null, null, null, null)).isTrue();
    assertThat(meant(book, "S*C*K", null, null, null, null)).isTrue();
    assertThat(meant(book, "S*X", null, null, null, null)).isFalse();
    assertThat(meant(book, "*", "ST*", null, null, null)).isFalse();
    assertThat(meant(book, "*", null, PositionSide.LONG, null, null)).isTrue();
    assertThat(meant(book, "*", null, PositionSide.SHORT, null, null)).isFalse();
    // Bought at 10, the last price is 10: neither.
    assertThat(meant(book, "*", null, null, Selection.Result.PROFIT, null)).isFalse();
    assertThat(meant(book, "*", null, null, Selection.Result.LOSS, null)).isFalse();
    assertThat(meant(book, "*", null, null, null, "1000")).isTrue();
    assertThat(meant(book, "*", null, null, null, "1000.01")).isFalse();
  }

  private static boolean meant(
      AccountBook book,
      String pattern,
      @Nullable String except,
      @Nullable PositionSide side,
      Selection.@Nullable Result result,
      @Nullable String least) {
    Selection selection =
        new Selection(
            new Selection.Names(Set.of(), List.of(pattern)),
            except == null ? Selection.Names.NONE : new Selection.Names(Set.of(), List.of(except)),
            Set.of(AssetClass.US_EQUITY),
            side,
            result,
            OpeningBook.NOW.plusSeconds(1),
            least == null ? null : Money.of(least));
    Position position = book.positions().get(0);
    Instrument instrument = book.context().instrument(position.instrumentId());
    return selection.of(position, instrument, book.context().quotes().get(instrument.id()))
        == Selection.Verdict.MEANT;
  }
}
