// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.control;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.rule.KeptRules;
import dev.unwind.domain.rule.RiskRules;
import dev.unwind.domain.rule.Rule;
import dev.unwind.domain.rule.RuleState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements about rules, and the readers of their rows. */
final class RuleSql {
  private static final String RULES =
      "r.*, (extract(epoch from r.quote_age) * 1000)::bigint as quote_age_millis";

  private static final String HAS_FUTURES =
      """
      exists (select 1 from position f join instrument i on i.instrument_id = f.instrument_id
        where f.account_id = %s and i.asset_class = 'future')\
      """;

  static final String FIND = "select " + RULES + " from account_rules r where r.account_id = $1";

  static final String FUTURES = "select " + HAS_FUTURES.formatted("$1");

  private static final String WATCHED =
      "select "
          + RULES
          + ", a.cash, a.trading_state, s.require_second_person, s.day_start, s.day_zone, "
          + HAS_FUTURES.formatted("r.account_id")
          + " as futures from account_rules r join account a on a.account_id = r.account_id"
          + " left join account_settings s on s.account_id = r.account_id ";

  static final String NEXT =
      WATCHED + "where r.account_id > $1 and a.status <> 'CLOSED' order by r.account_id limit $2";

  static final String AMONG =
      WATCHED + "where r.account_id = any($1::bigint[]) and a.status <> 'CLOSED'";

  static final String POSITIONS =
      "select p.account_id, p.instrument_id, p.qty, p.cost from position p"
          + " where p.account_id = any($1::bigint[]) and p.qty <> 0";

  static final String HOLDING =
      "select r.account_id from account_rules r where r.account_id > $2 and exists (select 1 from position p"
          + " where p.account_id = r.account_id and p.instrument_id = any($1::bigint[]) and p.qty <> 0)"
          + " order by r.account_id limit $3";

  static final String REMOVE = "delete from account_rules where account_id = $1";

  static final String PUT =
      """
      insert into account_rules (account_id, principal_id, actor, dialect, request_id, max_daily_loss, max_drawdown,
        trailing_drawdown, max_gross_notional, max_position_notional, action, on_bad_price, quote_age, version, turn,
        start_equity, peak_equity, day_begin, day_equity, broken, undecided, fired_at, act_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 * interval '1 millisecond', $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23)
      on conflict (account_id) do update set principal_id = excluded.principal_id, actor = excluded.actor,
        dialect = excluded.dialect, request_id = excluded.request_id, max_daily_loss = excluded.max_daily_loss,
        max_drawdown = excluded.max_drawdown, trailing_drawdown = excluded.trailing_drawdown,
        max_gross_notional = excluded.max_gross_notional, max_position_notional = excluded.max_position_notional,
        action = excluded.action, on_bad_price = excluded.on_bad_price, quote_age = excluded.quote_age,
        version = excluded.version, turn = excluded.turn, start_equity = excluded.start_equity,
        peak_equity = excluded.peak_equity, day_begin = excluded.day_begin, day_equity = excluded.day_equity,
        broken = excluded.broken, undecided = excluded.undecided, fired_at = excluded.fired_at, act_id = excluded.act_id
      """;

  static final String REMEMBER =
      """
      update account_rules set turn = $3, start_equity = $4, peak_equity = $5, day_begin = $6, day_equity = $7, broken = $8,
        undecided = $9
      where account_id = $1 and version = $2 and turn = $3 - 1
      """;

  static final String UNREADABLE =
      "update account_rules set undecided = $2 where account_id = $1 and undecided is distinct from $2";

  private RuleSql() {}

  static Tuple put(KeptRules kept) {
    RiskRules rules = kept.rules();
    Tuple tuple =
        Tuple.tuple()
            .addLong(kept.account().value())
            .addLong(kept.caller().value())
            .addString(kept.origin().actor())
            .addString(kept.origin().dialect())
            .addString(kept.origin().requestId());
    for (Rule rule : Rule.values()) {
      if (rule != Rule.PRICES) {
        tuple.addBigDecimal(value(rules.limits().get(rule)));
      }
    }
    tuple
        .addString(rules.action().name())
        .addString(rules.onBadPrice().name())
        .addLong(rules.quoteAge().toMillis())
        .addInteger(kept.version())
        .addLong(kept.turn());
    return state(tuple, kept.state())
        .addOffsetDateTime(Rows.at(kept.firedAt()))
        .addUUID(kept.act());
  }

  static Tuple remember(KeptRules kept) {
    return state(
        Tuple.tuple()
            .addLong(kept.account().value())
            .addInteger(kept.version())
            .addLong(kept.turn()),
        kept.state());
  }

  private static Tuple state(Tuple tuple, RuleState state) {
    return tuple
        .addBigDecimal(value(state.start()))
        .addBigDecimal(value(state.peak()))
        .addOffsetDateTime(Rows.at(state.day()))
        .addBigDecimal(value(state.dayEquity()))
        .addValue(state.broken().stream().map(Rule::name).sorted().toArray(String[]::new))
        .addString(state.undecided());
  }

  private static @Nullable BigDecimal value(@Nullable Money money) {
    return money == null ? null : money.value();
  }

  static Optional<KeptRules> first(RowSet<Row> rows) {
    return Rows.first(rows, RuleSql::rules);
  }

  static KeptRules rules(Row row) {
    Map<Rule, Money> limits = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      Money limit = rule == Rule.PRICES ? null : money(row, rule.name().toLowerCase(Locale.ROOT));
      if (limit != null) {
        limits.put(rule, limit);
      }
    }
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    for (String name : row.getArrayOfStrings("broken")) {
      broken.add(Rule.valueOf(name));
    }
    return new KeptRules(
        new AccountId(row.getLong("account_id")),
        new PrincipalId(row.getLong("principal_id")),
        new DecisionOrigin(
            row.getString("actor"), row.getString("dialect"), row.getString("request_id")),
        new RiskRules(
            limits,
            RiskRules.Action.valueOf(row.getString("action")),
            RiskRules.OnBadPrice.valueOf(row.getString("on_bad_price")),
            Duration.ofMillis(row.getLong("quote_age_millis"))),
        row.getInteger("version"),
        row.getLong("turn"),
        new RuleState(
            money(row, "start_equity"),
            money(row, "peak_equity"),
            Rows.instant(row, "day_begin"),
            money(row, "day_equity"),
            broken,
            row.getString("undecided")),
        Rows.instant(row, "fired_at"),
        row.getUUID("act_id"));
  }

  private static @Nullable Money money(Row row, String column) {
    BigDecimal value = row.getBigDecimal(column);
    return value == null ? null : new Money(value);
  }
}
