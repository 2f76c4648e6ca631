// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.platform.database.SpreadLedger;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Builds of two versions have functions beside each other, under names that tell them apart. */
@BesideTheApplication
class FunctionFormTest {
  private static final String TEXT = "select o.* from orders o where o.account_id = $1";

  @Test
  void theNameIsOfAllThatTheFunctionsDo() {
    List<PlacedStatement> others =
        List.of(
            PlacedStatement.onAccount(TEXT),
            PlacedStatement.onAccount(TEXT).after("delete from act where act_id = $1"),
            PlacedStatement.onAccount(TEXT + " limit 1"),
            PlacedStatement.byRows(TEXT, new Rows(1, 1, 1)),
            PlacedStatement.lookedUp(TEXT, "select account_id from account_directory"),
            PlacedStatement.everywhere(TEXT),
            PlacedStatement.everywhere(TEXT).inOrder("order by order_id"),
            PlacedStatement.anywhere(TEXT, 1));
    assertThat(others.stream().map(PlacedStatement::name)).doesNotHaveDuplicates();
    assertThat(PlacedStatement.onAccount(TEXT).name()).isEqualTo(others.get(0).name());
  }

  @Test
  void everyStatementHasANameOfItsOwnWhichPostgresTakesWhole() {
    List<String> names =
        SpreadLedger.statements().stream()
            .filter(PlacedStatement::hasFunctions)
            .distinct()
            .map(PlacedStatement::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(each -> each.matches("s_[0-9a-f]{20}"));
  }

  @Test
  void whatTheFunctionsAreMadeOfIsInTheirName() {
    PlacedStatement statement = PlacedStatement.everywhere(TEXT);
    List<String> made =
        FunctionForm.of(
            statement,
            "named",
            "bigint",
            List.of("order_id bigint"),
            Map.of(1L, Map.of("orders", "public.orders_1")),
            "{1}");
    assertThat(made)
        .hasSize(4)
        .anyMatch(each -> each.contains("unwind_shard.named_1(bigint)"))
        .anyMatch(each -> each.contains("from public.orders_1 o"));
    assertThat(Stream.of("named", "{1}")).allMatch(each -> made.get(3).contains(each));
  }
}
