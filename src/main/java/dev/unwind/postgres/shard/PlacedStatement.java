// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A statement that must see one moment and write in one step, though it is more than Citus sends to
 * one server whole. One server runs it as it is; on a ledger that is spread, functions with this
 * very text run it beside the rows of an account, where nobody takes it apart.
 *
 * @param rows which parameters are columns of rows, of a statement {@link Way#BY_ROWS}
 * @param first what is done before on the coordinator, with the same parameters; of {@link
 *     Way#IN_OTHER_WORDS} those, and of {@link Way#LOOKED_UP} what finds the accounts
 * @param order how its answers are put together, if they have an order
 * @param limit which parameter says how many rows it takes up, of a statement {@link Way#ANYWHERE};
 *     else 0
 */
public record PlacedStatement(
    String text,
    Way way,
    List<Rows> rows,
    @Nullable String first,
    @Nullable String order,
    int limit) {
  /** Where its functions are. */
  static final String SCHEMA = "unwind_shard";

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  /** How it comes to its rows. */
  public enum Way {
    /** It is on one account, its first parameter. */
    ON_ACCOUNT,
    /** It is on the accounts of its rows, and is run for each of them. */
    BY_ROWS,
    /** It is on accounts that a look into the directory finds, and is run for each of them. */
    LOOKED_UP,
    /** It is on all accounts, and is run on each shard. */
    EVERYWHERE,
    /** The same on each shard whose server answers: of the others it is done another time. */
    PRESENT,
    /**
     * It takes up some work of one server, and is run on one after the other until one has some;
     * one that is away has none.
     */
    ANYWHERE,
    /** It says the same in other words, and has no functions. */
    IN_OTHER_WORDS,
    /** It is how statements begin that are put together, and in which an account may be named. */
    BEGINNING
  }

  /**
   * Parameters that are the columns of rows.
   *
   * @param account the one that says of which account each row is
   */
  public record Rows(int account, int first, int last) {}

  public static PlacedStatement onAccount(String text) {
    return new PlacedStatement(text, Way.ON_ACCOUNT, List.of(), null, null, 0);
  }

  public static PlacedStatement byRows(String text, Rows... rows) {
    return new PlacedStatement(text, Way.BY_ROWS, List.of(rows), null, null, 0);
  }

  /**
   * @param accounts finds them on the coordinator, with the same parameters
   */
  public static PlacedStatement lookedUp(String text, String accounts) {
    return new PlacedStatement(text, Way.LOOKED_UP, List.of(), accounts, null, 0);
  }

  public static PlacedStatement everywhere(String text) {
    return new PlacedStatement(text, Way.EVERYWHERE, List.of(), null, null, 0);
  }

  /** Of a round that comes again: who is away now has his turn then. */
  public static PlacedStatement present(String text) {
    return new PlacedStatement(text, Way.PRESENT, List.of(), null, null, 0);
  }

  /**
   * @param limit which parameter says how many rows it takes up at most
   */
  public static PlacedStatement anywhere(String text, int limit) {
    return new PlacedStatement(text, Way.ANYWHERE, List.of(), null, null, limit);
  }

  /**
   * @param words with the same parameters and the same columns
   */
  public static PlacedStatement inOtherWords(String text, String words) {
    return new PlacedStatement(text, Way.IN_OTHER_WORDS, List.of(), words, null, 0);
  }

  /**
   * Of statements that are put together as they are asked. Where they name an account, all that is
   * equal to its rows is bound to it, and one server answers them.
   *
   * @param text how they begin
   */
  public static PlacedStatement beginning(String text) {
    return new PlacedStatement(text, Way.BEGINNING, List.of(), null, null, 0);
  }

  /** Whether functions are made of it. */
  public boolean hasFunctions() {
    return way != Way.IN_OTHER_WORDS && way != Way.BEGINNING;
  }

  /** The same, with something that only the coordinator of a ledger that is spread keeps. */
  public PlacedStatement after(String onCoordinator) {
    return new PlacedStatement(text, way, rows, onCoordinator, order, limit);
  }

  /** The same, with the answers of its shards in this order, which may end with a limit. */
  public PlacedStatement inOrder(String orderBy) {
    return new PlacedStatement(text, way, rows, first, orderBy, limit);
  }

  /** Of what does something else it is another, so that two builds can serve beside each other. */
  String name() {
    return FunctionForm.name(this);
  }

  /** How many parameters it has. */
  int parameters() {
    return PARAMETER
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  /** What is sent in its place, with the same parameters and the same rows as its answer. */
  public String call() {
    if (way == Way.IN_OTHER_WORDS && first != null) {
      return first;
    }
    return call(1);
  }

  /**
   * The call within a statement in whose parameters its own begin at this one.
   *
   * @param first the number of the first of them
   */
  public String call(int first) {
    return "select * from " + SCHEMA + "." + name() + "(" + parameters(first - 1) + ")";
  }

  /** The parameters as text, each further by so many places. */
  String parameters(int shift) {
    return IntStream.rangeClosed(1, parameters())
        .mapToObj(each -> "$" + (each + shift))
        .collect(Collectors.joining(", "));
  }
}
