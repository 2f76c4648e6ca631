// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ledger of a server and that of its broker, which knows each order by the first one's key: the
 * same must have been executed, no order for more than was asked, and no position beyond zero.
 */
final class BothLedgers {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String KEYS =
      """
      select a.name || ' ' || o.order_id || ' ' || %s || ' ' || v.qty || ' ' || (select coalesce(sum(f.qty), 0) || ' '
        || coalesce(sum(f.qty * f.price), 0) from fill f where f.account_id = o.account_id and f.order_id = o.order_id)
      from orders o join account a using (account_id) join order_version v using (account_id, order_id)
      where a.name like 'desk-%%' and v.state not in ('REFUSED', 'PENDING') order by v.version
      """;

  /** What a fill has left of a position, as it was booked. */
  private static final String TURNED =
      """
      select a.name || ' ' || i.symbol || ' ' || f.side || ' ' || f.qty || ' left ' || f.position_qty
      from fill f join account a using (account_id) join instrument i using (instrument_id)
      join position p using (account_id, position_id)
      where a.name like 'desk-%' and f.position_qty <> 0
        and sign(f.position_qty) <> case f.side when 'BUY' then -1 else 1 end
        and i.symbol like 'HELD%'
      """;

  private static final String UNSAID =
      """
      select a.name || ' item ' || i.liquidation_item_id || ' ' || i.status || ' ' || coalesce(i.reason, '')
      from liquidation_item i join account a using (account_id)
      where i.status in ('AWAITING_CANCELS', 'CLOSING') or (i.status <> 'FILLED' and i.reason is null)
      """;

  private static final String HELD =
      """
      select a.name || ' ' || i.symbol || ' ' || p.qty from position p join account a using (account_id)
      join instrument i using (instrument_id) where p.qty <> 0 and a.name like 'desk-%' order by 1
      """;

  private static final String OPEN =
      """
      select a.name || ' ' || v.client_order_id || ' ' || o.status from orders o join account a using (account_id)
      join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = o.version
      where a.name like 'desk-%' and o.status not in ('FILLED', 'CANCELED', 'REJECTED', 'EXPIRED')
      """;

  private static final String OF_KEY =
      "select account_id, order_id from order_version where %s = '%s'";

  private static final String VERSIONS =
      """
      select v.version || ' ' || v.uid || ' ' || v.client_order_id || ' ' || v.state || ' ' || o.status || ' '
        || coalesce(o.reason_text, '') from orders o join order_version v using (account_id, order_id)
      where (account_id, order_id) in (%s) order by v.version
      """;

  private static final String EVENTS =
      """
      select e.at || ' ' || e.kind || coalesce(' ' || e.order_status, '') || coalesce(' ' || e.venue_action, '')
        || coalesce(' ' || e.order_reason_text, '') from event e where (e.account_id, e.order_id) in (%s) order by e.seq
      """;

  private final LedgerWatch own;
  private final LedgerWatch broker;

  BothLedgers(LedgerWatch own, LedgerWatch broker) {
    this.own = own;
    this.broker = broker;
  }

  /**
   * What is wrong.
   *
   * @param doubled orders that the broker has executed for more than was asked
   * @param lost executions that one side has and the other has not
   * @param flipped positions that are turned
   * @param others whatever else
   */
  record Findings(
      List<String> doubled, List<String> lost, List<String> flipped, List<String> others) {
    List<String> all() {
      List<String> all = new ArrayList<>();
      doubled.forEach(each -> all.add("doubled " + each));
      lost.forEach(each -> all.add("lost " + each));
      flipped.forEach(each -> all.add("flipped " + each));
      all.addAll(others);
      return all;
    }
  }

  /** An order of one side, by each key that it has had. */
  private record Sent(String order, BigDecimal asked, BigDecimal filled, BigDecimal worth) {}

  Findings compare() throws SQLException {
    Map<String, Sent> ours = sent(own, "v.uid");
    Map<String, Sent> theirs = sent(broker, "v.client_order_id");
    Findings found =
        new Findings(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(unsaid()));
    Map<String, String> pairs = new HashMap<>();
    Set<String> seen = new HashSet<>();
    theirs.forEach(
        (key, there) -> {
          Sent here = ours.get(key);
          if (here == null) {
            found.lost().add("not ours: " + key + " " + there);
            return;
          }
          String before = pairs.putIfAbsent(here.order(), there.order());
          if (before != null && !before.equals(there.order())) {
            found.doubled().add(here + " is there " + before + " and " + there.order());
          } else if (seen.add(there.order()) && there.filled().compareTo(here.asked()) > 0) {
            found.doubled().add(here + " there " + there);
          } else if (there.filled().compareTo(here.filled()) != 0
              || there.worth().compareTo(here.worth()) != 0) {
            found.lost().add(key + " " + here + " there " + there);
          }
        });
    ours.forEach(
        (key, here) -> {
          if (here.filled().signum() > 0 && !pairs.containsKey(here.order())) {
            found.lost().add("invented: " + key + " " + here);
          }
        });
    own.lines(TURNED).forEach(each -> found.flipped().add("here " + each));
    broker.lines(TURNED).forEach(each -> found.flipped().add("there " + each));
    List<String> held = own.lines(HELD);
    List<String> heldThere = broker.lines(HELD);
    if (!held.equals(heldThere)) {
      found.others().add("held here " + held + " there " + heldThere);
    }
    return found;
  }

  private List<String> unsaid() throws SQLException {
    return own.lines(UNSAID);
  }

  /** The same, and what has happened on both sides to each order that it names by a key. */
  List<String> explained(List<String> wrong) throws SQLException {
    List<String> all = new ArrayList<>();
    for (String each : wrong) {
      all.add(each);
      Matcher key = KEY.matcher(each);
      if (key.find()) {
        all.addAll(history(key.group()));
      }
    }
    return all;
  }

  private List<String> history(String key) throws SQLException {
    List<String> all = new ArrayList<>();
    for (String line : own.lines(VERSIONS.formatted(OF_KEY.formatted("uid::text", key)))) {
      all.add("  here " + line);
    }
    for (String line : own.lines(EVENTS.formatted(OF_KEY.formatted("uid::text", key)))) {
      all.add("  here " + line);
    }
    for (String line : broker.lines(VERSIONS.formatted(OF_KEY.formatted("client_order_id", key)))) {
      all.add("  there " + line);
    }
    for (String line : broker.lines(EVENTS.formatted(OF_KEY.formatted("client_order_id", key)))) {
      all.add("  there " + line);
    }
    return all;
  }

  /** What is held or works on either side. */
  List<String> left() throws SQLException {
    List<String> left = new ArrayList<>();
    for (String sql : List.of(HELD, OPEN)) {
      own.lines(sql).forEach(each -> left.add("left here " + each));
      broker.lines(sql).forEach(each -> left.add("left there " + each));
    }
    return left;
  }

  private static Map<String, Sent> sent(LedgerWatch watch, String key) throws SQLException {
    Map<String, Sent> sent = new HashMap<>();
    for (String line : watch.lines(KEYS.formatted(key))) {
      String[] parts = line.split(" ");
      sent.put(
          parts[2],
          new Sent(
              parts[0] + "/" + parts[1],
              new BigDecimal(parts[3]),
              new BigDecimal(parts[4]),
              new BigDecimal(parts[5])));
    }
    return sent;
  }
}
