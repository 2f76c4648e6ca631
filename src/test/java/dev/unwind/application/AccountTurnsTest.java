// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.LogLines;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

class AccountTurnsTest {
  private static final AccountId ONE = new AccountId(1);
  private static final AccountId TWO = new AccountId(2);
  private static final List<Item> ITEMS =
      List.of(new Item(ONE, 1), new Item(ONE, 2), new Item(TWO, 3), new Item(ONE, 4));

  private final List<Integer> done = new ArrayList<>();

  private record Item(AccountId account, int number) {}

  private Uni<Map<AccountId, Throwable>> each(int atOnce, Uni<Void> ofSecond) {
    return AccountTurns.each(
        ITEMS,
        Item::account,
        atOnce,
        item ->
            (item.number() == 2 ? ofSecond : Uni.createFrom().voidItem())
                .invoke(() -> done.add(item.number())));
  }

  @Test
  void anAccountsItemsAreDoneInTheirOrder() {
    assertThat(each(1, Uni.createFrom().voidItem()).await().indefinitely()).isEmpty();
    assertThat(done).containsExactly(1, 2, 4, 3);
  }

  @Test
  void whereAnAccountIsLockedItsOthersAreLeftAndOtherAccountsAreNot() {
    TradingException failure = new TradingException(Reason.STORE_UNAVAILABLE);
    assertThat(each(1, Uni.createFrom().failure(failure)).await().indefinitely())
        .containsExactly(Map.entry(ONE, failure));
    assertThat(done).containsExactly(1, 3);
  }

  @Test
  void whatCannotBeDecidedKeepsNothingElseOfItsAccountBack() {
    IllegalStateException failure = new IllegalStateException("a defect");
    assertThat(each(1, Uni.createFrom().failure(failure)).await().indefinitely())
        .containsExactly(Map.entry(ONE, failure));
    assertThat(done).containsExactly(1, 4, 3);
  }

  @Test
  void whatThrowsHasFailed() {
    Map<AccountId, Throwable> failed =
        AccountTurns.each(
                ITEMS,
                Item::account,
                1,
                item -> {
                  if (item.account().equals(ONE)) {
                    throw new IllegalStateException("before there is anything to wait for");
                  }
                  return Uni.createFrom().item(done.add(item.number()));
                })
            .await()
            .indefinitely();
    assertThat(failed).containsOnlyKeys(ONE);
    assertThat(done).containsExactly(3);
  }

  @Test
  void oneThatWaitsHasOthersWaitForNothing() {
    each(2, Uni.createFrom().nothing()).subscribe().with(ended -> {});
    assertThat(done).containsExactly(1, 3);
  }

  private void round(AccountTurns turns, Map<Integer, Throwable> failures) {
    turns
        .round(
            ITEMS,
            Item::account,
            Item::number,
            1,
            item ->
                failures.containsKey(item.number())
                    ? Uni.createFrom().failure(failures.get(item.number()))
                    : Uni.createFrom().voidItem())
        .await()
        .indefinitely();
  }

  @Test
  @ResourceLock(LogLines.RESOURCE)
  void whatFailsInEveryRoundIsAWarningOnceUntilItHasSucceeded() {
    AccountTurns turns = new AccountTurns("try what cannot be");
    IllegalStateException failure = new IllegalStateException("a defect");
    try (LogLines lines = LogLines.kept()) {
      for (int i = 0; i < 100; i++) {
        round(turns, Map.of(2, failure, 3, failure));
      }
      assertThat(lines.with("try what cannot be"))
          .containsExactly(
              "WARN step=\"try what cannot be\" accountId=1 of=2 fails, and is tried again: "
                  + failure,
              "WARN step=\"try what cannot be\" accountId=2 of=3 fails, and is tried again: "
                  + failure);
      round(turns, Map.of(2, failure));
      round(turns, Map.of(2, failure, 3, failure));
      assertThat(lines.with("try what cannot be")).hasSize(3).last().asString().contains("of=3");
    }
  }

  @Test
  @ResourceLock(LogLines.RESOURCE)
  void anAccountThatIsLockedIsAWarningWhenItStaysSo() {
    AccountTurns turns = new AccountTurns("try what is locked");
    TradingException locked = new TradingException(Reason.STORE_UNAVAILABLE);
    try (LogLines lines = LogLines.kept()) {
      for (int i = 0; i < 9; i++) {
        round(turns, Map.of(1, locked));
      }
      assertThat(lines.with("try what is locked")).isEmpty();
      round(turns, Map.of(1, locked));
      round(turns, Map.of(1, locked));
      assertThat(lines.with("try what is locked")).hasSize(1);
    }
  }

  @Test
  void whatThereIsOfAnAccountIsWorkedOnTogetherInItsOrder() {
    Map<AccountId, List<Integer>> worked = new LinkedHashMap<>();
    IllegalStateException failure = new IllegalStateException("a defect");
    Map<AccountId, Throwable> failed =
        new AccountTurns("work together")
            .together(
                ITEMS,
                Item::account,
                Item::number,
                1,
                (account, numbers) -> {
                  worked.put(account, numbers);
                  return account.equals(ONE)
                      ? Uni.createFrom().failure(failure)
                      : Uni.createFrom().voidItem();
                })
            .await()
            .indefinitely();
    assertThat(worked)
        .containsExactly(Map.entry(ONE, List.of(1, 2, 4)), Map.entry(TWO, List.of(3)));
    assertThat(failed).containsExactly(Map.entry(ONE, failure));
  }
}
