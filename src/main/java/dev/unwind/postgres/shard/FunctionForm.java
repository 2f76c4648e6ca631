// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import dev.unwind.postgres.shard.PlacedStatement.Rows;
import dev.unwind.postgres.shard.PlacedStatement.Way;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the functions of a {@link PlacedStatement} look like. Their name is a hash of it: a build
 * that writes them otherwise has functions of its own, and those of a build beside it stay.
 */
final class FunctionForm {
  /** Hexadecimal digits: as much as keeps names apart. */
  private static final int NAME_LENGTH = 20;

  /** Those of a session stay on the coordinator; see {@code SessionSettings}. */
  private static final String SETTINGS =
      " set enable_seqscan = off set enable_incremental_sort = off set jit = off";

  private static final String PRESENT =
      """
      begin
          %s
          %s
        exception when connection_failure or connection_exception or sqlclient_unable_to_establish_sqlconnection
            or admin_shutdown or crash_shutdown or cannot_connect_now then
          away := away + 1;
        end;\
      """;

  private static final String SOME_PRESENT =
      """
      if away = asked then
          raise exception 'no server of the ledger answers' using errcode = 'connection_failure';
        end if;\
      """;

  /** The shards of a server are asked there, in one call. */
  private static final String HERE =
      """
      declare here bigint; lines bigint; taken integer := 0; begin
        for here in select s.shardid from pg_dist_shard s join pg_dist_placement p on p.shardid = s.shardid
            where s.logicalrelid = 'account'::regclass and p.groupid = (select groupid from pg_dist_local_group) order by %s loop
          return query execute format('select * from %s_%%s(%s)', here)%s;
          %s
        end loop; end\
      """;

  /** An account of each server. */
  private static final String SERVERS =
      """
      select (array_agg(k.key order by k.key))[1]
          from unnest('%s'::bigint[]) k (key)
          join pg_dist_placement p on p.shardid = get_shard_id_for_distribution_column('account', k.key)
          group by p.groupid order by %s\
      """;

  private FunctionForm() {}

  /** By all that its functions do, whatever the tables of shards are called. */
  static String name(PlacedStatement statement) {
    Map<String, String> tables =
        Placements.all().stream()
            .collect(Collectors.toMap(TablePlacement::table, each -> "shard of " + each.table()));
    List<String> texts = new ArrayList<>();
    for (List<String> answer : List.of(List.<String>of(), List.of("answer"))) {
      texts.addAll(of(statement, "", "given", answer, new TreeMap<>(Map.of(0L, tables)), "keys"));
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join(";", texts).getBytes(StandardCharsets.UTF_8));
      return "s_" + HexFormat.of().formatHex(hash).substring(0, NAME_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The statements that make them, or make them anew.
   *
   * @param given the types of its parameters
   * @param result the columns of its answer; none of a statement that answers with as many rows as
   *     it has written
   * @param shards the tables of each shard, by the names that statements have for them
   * @param keys an account of each shard, as an array
   */
  static List<String> of(
      PlacedStatement statement,
      String called,
      String given,
      List<String> result,
      Map<Long, Map<String, String>> shards,
      String keys) {
    List<String> made = new ArrayList<>();
    String answer = result.isEmpty() ? "written boolean" : String.join(", ", result);
    String name = PlacedStatement.SCHEMA + "." + called;
    shards.forEach(
        (shard, tables) -> {
          String text = ShardText.of(statement.text(), tables);
          made.add(
              function(
                  name + "_" + shard,
                  given,
                  answer,
                  "",
                  result.isEmpty()
                      ? "declare lines bigint; begin "
                          + text
                          + "; get diagnostics lines = row_count; return query select true from"
                          + " generate_series(1, lines); end"
                      : "begin return query " + text + "; end"));
        });
    boolean onAccount = statement.way() == Way.ON_ACCOUNT;
    boolean atOnce = onAccount && statement.first() == null;
    String sent = atOnce ? name : name + "_of";
    String sentGiven = onAccount ? given : given.isEmpty() ? "bigint" : "bigint, " + given;
    made.add(
        function(
            sent,
            sentGiven,
            answer,
            SETTINGS,
            isOfShards(statement)
                ? here(statement, name)
                : executing(
                    name + "_%s",
                    statement.parameters(onAccount ? 0 : 1),
                    "get_shard_id_for_distribution_column('account', $1)")));
    made.add(
        "select create_distributed_function('%s(%s)', '$1', colocate_with => 'account', force_delegation => true)"
            .formatted(sent, sentGiven));
    if (!atOnce) {
      String order = statement.order();
      String all = order == null ? name : name + "_all";
      made.add(function(all, given, answer, "", beforehand(statement, sent, keys)));
      if (order != null) {
        made.add(
            function(
                name,
                given,
                answer,
                "",
                "begin return query select * from %s(%s) %s; end"
                    .formatted(all, statement.parameters(0), order)));
      }
    }
    return made;
  }

  private static String beforehand(PlacedStatement statement, String sent, String keys) {
    String then =
        switch (statement.way()) {
          case ON_ACCOUNT ->
              "return query execute 'select * from %1$s(%2$s)' using %2$s;"
                  .formatted(sent, statement.parameters(0));
          case BY_ROWS -> byRows(statement, sent);
          case LOOKED_UP -> lookedUp(statement, sent);
          case EVERYWHERE, PRESENT, ANYWHERE -> byServers(statement, sent, keys);
          case IN_OTHER_WORDS, BEGINNING -> throw new IllegalArgumentException(statement.text());
        };
    String first = statement.way() == Way.LOOKED_UP ? null : statement.first();
    return "declare of_account bigint; of_server bigint; asked integer := 0; away integer := 0;"
        + " begin "
        + (first == null ? "" : first + "; ")
        + then
        + " end";
  }

  private static String executing(String function, String parameters, String argument) {
    return "begin return query execute format('select * from %s(%s)', %s)%s; end"
        .formatted(
            function,
            parameters,
            argument,
            parameters.isEmpty() ? "" : " using " + using(parameters));
  }

  /** All that a text with these parameters may name. */
  private static String using(String parameters) {
    return parameters.startsWith("$1") ? parameters : "$1, " + parameters;
  }

  private static String lookedUp(PlacedStatement statement, String sent) {
    return """
    for of_account in select distinct a from (%s) as accounts (a) order by a loop
      return query execute 'select * from %s(%s)' using of_account, %s;
    end loop;\
    """
        .formatted(
            statement.first(), sent, "$1, " + statement.parameters(1), statement.parameters(0));
  }

  /** In the order of the accounts, so that whoever locks some waits for others in no circle. */
  private static String byRows(PlacedStatement statement, String sent) {
    List<String> passed = new ArrayList<>();
    for (int at = 1; at <= statement.parameters(); at++) {
      passed.add(column(statement, at));
    }
    List<String> accounts =
        statement.rows().stream().map(each -> "select unnest($" + each.account() + ")").toList();
    return """
    for of_account in select distinct a from (%s) as accounts (a) where a is not null order by a loop
      return query execute 'select * from %s(%s)' using of_account, %s;
    end loop;\
    """
        .formatted(
            String.join(" union ", accounts),
            sent,
            "$1, " + statement.parameters(1),
            String.join(", ", passed));
  }

  /** A parameter as it is for one account. */
  private static String column(PlacedStatement statement, int parameter) {
    for (Rows each : statement.rows()) {
      if (each.first() <= parameter && parameter <= each.last()) {
        return "array(select v from unnest($%d) with ordinality as u (v, n) where ($%d)[u.n::int] = of_account order by u.n)"
            .formatted(parameter, each.account());
      }
    }
    return "$" + parameter;
  }

  /** Whether it looks at shards, and not for accounts that are known before. */
  private static boolean isOfShards(PlacedStatement statement) {
    return switch (statement.way()) {
      case EVERYWHERE, PRESENT, ANYWHERE -> true;
      case ON_ACCOUNT, BY_ROWS, LOOKED_UP, IN_OTHER_WORDS, BEGINNING -> false;
    };
  }

  private static String here(PlacedStatement statement, String name) {
    boolean one = statement.way() == Way.ANYWHERE;
    String parameters = statement.parameters(1);
    String limit = "$" + (statement.limit() + 1);
    String using = parameters.isEmpty() ? "" : " using " + using(parameters);
    return HERE.formatted(
        one ? "random()" : "s.shardid",
        name,
        parameters,
        // Each shard gives what is left of the number that is asked for.
        one
            ? (using + ",").replace(limit + ",", limit + " - taken,").replaceFirst(",$", "")
            : using,
        one
            ? "get diagnostics lines = row_count; taken := taken + lines; exit when taken >= "
                + limit
                + ";"
            : "");
  }

  /**
   * What takes up work begins anywhere, so that none waits behind the same others each time. Where
   * a server is away its accounts wait, and no others.
   */
  private static String byServers(PlacedStatement statement, String sent, String keys) {
    String parameters = statement.parameters() == 0 ? "" : ", " + statement.parameters(1);
    String using = statement.parameters() == 0 ? "" : ", " + statement.parameters(0);
    boolean one = statement.way() == Way.ANYWHERE;
    String call =
        "return query execute 'select * from %s($1%s)' using of_server%s;"
            .formatted(sent, parameters, using);
    return """
    if cardinality('%1$s'::bigint[]) <> (select count(*) from pg_dist_shard where logicalrelid = 'account'::regclass) then
      raise exception 'the ledger is spread over other shards than it was: run unwind migrate';
    end if;
    for of_server in %2$s loop
      asked := asked + 1;
      %3$s
    end loop;
    %4$s\
    """
        .formatted(
            keys,
            SERVERS.formatted(keys, one ? "random()" : "1"),
            statement.way() == Way.EVERYWHERE
                ? call
                : PRESENT.formatted(call, one ? "exit when found;" : ""),
            statement.way() == Way.EVERYWHERE ? "" : SOME_PRESENT);
  }

  private static String function(
      String name, String given, String answer, String settings, String body) {
    return "create or replace function %s(%s) returns table (%s) language plpgsql%s as $unwind$\n#variable_conflict use_column\n%s\n$unwind$"
        .formatted(name, given, answer, settings, body);
  }
}
