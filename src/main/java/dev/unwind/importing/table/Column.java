// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a table of positions can say, and the names of the columns that say it. Names are compared
 * by their letters and digits alone, so that {@code Avg. Price} is {@code avgprice}.
 */
enum Column {
  SYMBOL("symbol", "ticker", "contract", "instrument", "symbolcusip", "securitysymbol"),
  QTY("qty", "quantity", "qtyquantity", "shares", "position", "netpos", "units", "netposition"),
  LONG_QTY("longqty", "longquantity"),
  SHORT_QTY("shortqty", "shortquantity"),
  SIDE("side", "positionside", "direction", "longshort", "buysell", "bs", "ls"),
  AVG_ENTRY_PRICE(
      "avgentryprice",
      "averageentryprice",
      "entryprice",
      "avgprice",
      "averageprice",
      "avgcost",
      "averagecost",
      "averagecostbasis",
      "avgcostbasis",
      "costshare",
      "costpershare",
      "costbasispershare",
      "unitcost",
      "costprice",
      "costbasisprice",
      "netprice",
      "purchaseprice"),
  COST("costbasis", "costbasistotal", "totalcost", "totalcostbasis", "costbasismoney"),
  LAST_PRICE(
      "lastprice",
      "last",
      "mark",
      "markprice",
      "currentprice",
      "closeprice",
      "marketprice",
      "closingprice"),
  PREVIOUS_CLOSE("lastdayprice", "previousclose", "prevclose"),
  ASSET_CLASS("assetclass", "assettype", "assetcategory", "securitytype", "sectype"),
  UNWIND_ASSET_CLASS("unwindassetclass"),
  CURRENCY("currency", "currencyprimary", "ccy"),
  EXCHANGE("exchange"),
  MULTIPLIER("multiplier", "mult", "contractmultiplier"),
  ISIN("isin"),
  ASSET_ID("assetid"),
  DESCRIPTION(
      "description",
      "name",
      "securitydescription",
      "productdescription",
      "securityname",
      "company"),
  ACCOUNT("accountnumber", "accountid", "clientaccountid", "account", "accountname"),
  DETAIL("datadiscriminator", "levelofdetail"),
  POSITION_ID("positionid");

  /** Names that one broker means otherwise than another. */
  private static final Map<String, String> AMBIGUOUS =
      Map.of(
          "price", "the entry price or the last one",
          "cost", "the cost of one unit or of all",
          "value", "a price or a sum",
          "amount", "a quantity or a sum");

  /** Columns that say nothing that is not said by the others. */
  private static final Set<String> REPEATED =
      Set.of(
          "marketvalue",
          "unrealizedpl",
          "unrealizedplpc",
          "unrealizedintradaypl",
          "unrealizedintradayplpc",
          "changetoday",
          "assetmarginable",
          "qtyavailable",
          "currentvalue",
          "swaprate",
          "avgentryswaprate",
          "usd",
          "percentofaccount");

  private final Set<String> names;

  Column(String... names) {
    this.names = Set.of(names);
  }

  /** As it is written in a command. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Column> ofWord(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(Column::word).collect(Collectors.joining(", "));
  }

  static Optional<Column> ofName(String name) {
    String plain = plain(name);
    return isPercentage(name)
        ? Optional.empty()
        : Arrays.stream(values()).filter(column -> column.names.contains(plain)).findFirst();
  }

  /** What a name could mean, if that is not clear. */
  static Optional<String> doubt(String name) {
    return Optional.ofNullable(AMBIGUOUS.get(plain(name)));
  }

  /** Whether a column may stay unread without anybody's word. */
  static boolean isRepeated(String name) {
    return isPercentage(name) || REPEATED.contains(plain(name));
  }

  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static boolean isPercentage(String name) {
    String plain = plain(name);
    return name.indexOf('%') >= 0 || List.of("percent", "pct").stream().anyMatch(plain::contains);
  }
}
