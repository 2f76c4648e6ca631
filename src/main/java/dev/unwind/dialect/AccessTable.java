// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import dev.unwind.application.access.Authenticated;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which credential opens what: the one place that decides it, for requests, for what comes through
 * sockets, and for streams of events, in every API.
 *
 * <p>What nobody has thought of is closed or takes the most: an unknown path of Upvest's needs a
 * scope that no token has, an unknown command of Tradovate's the right to trade.
 */
public final class AccessTable {
  private static final Set<Act> EVERYTHING = EnumSet.allOf(Act.class);

  /** Which kind of credential is one at all in which API, and for what. */
  private static final Map<Bearer, Map<Dialect, Set<Act>>> OPENS = new EnumMap<>(Bearer.class);

  static {
    OPENS.put(Bearer.KEY, everything(Dialect.ALPACA, Dialect.UNWIND));
    OPENS.put(Bearer.TOKEN, everything(Dialect.ALPACA, Dialect.NEURATRADE, Dialect.UNWIND));
    OPENS.put(Bearer.TRADOVATE_ACCESS, everything(Dialect.TRADOVATE, Dialect.UNWIND));
    OPENS.put(Bearer.TRADOVATE_MARKET_DATA, Map.of(Dialect.TRADOVATE, EnumSet.of(Act.READ_MARKET)));
    OPENS.put(Bearer.UPVEST_TOKEN, everything(Dialect.UPVEST));
    OPENS.put(Bearer.CONSOLE_SESSION, everything(Dialect.UNWIND));
    OPENS.put(Bearer.STRAY, Map.of());
  }

  /** Entities of Tradovate's that describe the market; with {@code auth/me}, who one is. */
  private static final Set<String> TRADOVATE_MARKET =
      Set.of(
          "contract",
          "contractgroup",
          "contractmaturity",
          "currency",
          "exchange",
          "orderstrategytype",
          "product");

  private static final Set<String> TRADOVATE_READS =
      Set.of(
          "auth/renewaccesstoken",
          "cashbalance/getcashbalancesnapshot",
          "oidc/userinfo",
          "user/syncrequest");

  private static final Set<String> TRADOVATE_READ_KINDS =
      Set.of("deps", "find", "item", "items", "ldeps", "list", "suggest");

  private static final Set<String> TRADOVATE_CLOSES =
      Set.of(
          "order/cancelorder",
          "order/liquidateposition",
          "order/liquidatepositions",
          "orderstrategy/interruptorderstrategy");

  private static final Set<String> NEURATRADE_CLOSES =
      Set.of("cancel_order", "liquidate", "liquidate_all");

  /** How a caller stands before an entrance. */
  public enum Verdict {
    OPEN,
    /** The credential is none here: as if it were nobody's. */
    CREDENTIAL_WRONG,
    /** The token was not issued for this. */
    SCOPE_MISSING,
    /** The principal has no role that allows it. */
    ROLE_FORBIDS
  }

  private AccessTable() {}

  private static Map<Dialect, Set<Act>> everything(Dialect... dialects) {
    Map<Dialect, Set<Act>> opens = new EnumMap<>(Dialect.class);
    Arrays.stream(dialects).forEach(dialect -> opens.put(dialect, EVERYTHING));
    return opens;
  }

  /** Whether a caller may come in; the account is looked at afterwards. */
  public static Verdict verdict(Authenticated who, Entrance at) {
    Bearer bearer = Bearer.of(who);
    Set<Act> acts = OPENS.getOrDefault(bearer, Map.of()).getOrDefault(at.dialect(), Set.of());
    if (!acts.contains(at.act())) {
      return Verdict.CREDENTIAL_WRONG;
    }
    if (bearer == Bearer.UPVEST_TOKEN) {
      List<String> scopes =
          List.of(who.tags().getOrDefault(Authenticated.SCOPE, "").strip().split("\\s+"));
      if (scopes.stream().noneMatch(at.scopes()::contains)) {
        return Verdict.SCOPE_MISSING;
      }
    }
    return at.act().isOpenTo(who.principal()) ? Verdict.OPEN : Verdict.ROLE_FORBIDS;
  }

  /** What a request comes in by, streams of events included; empty for paths of nobody. */
  public static Optional<Entrance> request(String method, String path) {
    boolean reads = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    return Dialect.ofPath(path)
        .map(
            dialect ->
                switch (dialect) {
                  case ALPACA -> new Entrance(dialect, alpaca(method, reads));
                  case TRADOVATE -> tradovate(below(path, 1));
                  case NEURATRADE -> new Entrance(dialect, neuratrade(below(path, 3), reads));
                  case UPVEST -> upvest(method, reads, path);
                  case UNWIND -> new Entrance(dialect, unwind(method, reads, path));
                });
  }

  /** What the first message of a socket comes in by. */
  public static Entrance socket(Dialect dialect) {
    // Tradovate's sockets are for market data too; what is asked for through one is looked at.
    return new Entrance(dialect, dialect == Dialect.TRADOVATE ? Act.READ_MARKET : Act.READ);
  }

  /**
   * An operation of Tradovate's, by request or through the socket.
   *
   * @param operation path below {@code /v1}
   */
  public static Entrance tradovate(String operation) {
    return new Entrance(Dialect.TRADOVATE, tradovateAct(operation.toLowerCase(Locale.ROOT)));
  }

  private static Act tradovateAct(String operation) {
    int slash = operation.indexOf('/');
    String entity = slash < 0 ? operation : operation.substring(0, slash);
    if (TRADOVATE_MARKET.contains(entity) || operation.equals("auth/me")) {
      return Act.READ_MARKET;
    }
    boolean readsEntity = TRADOVATE_READ_KINDS.contains(operation.substring(slash + 1));
    if (readsEntity || TRADOVATE_READS.contains(operation)) {
      return Act.READ;
    }
    return TRADOVATE_CLOSES.contains(operation) ? Act.CLOSE : Act.TRADE;
  }

  private static Act alpaca(String method, boolean reads) {
    if (reads) {
      return Act.READ;
    }
    return method.equals("DELETE") ? Act.CLOSE : Act.TRADE;
  }

  private static Act neuratrade(String operation, boolean reads) {
    if (reads) {
      return Act.READ;
    }
    return NEURATRADE_CLOSES.contains(operation) ? Act.CLOSE : Act.TRADE;
  }

  private static Act unwind(String method, boolean reads, String path) {
    // What is done to a session concerns nobody but its bearer.
    boolean administrators =
        (path + "/").startsWith("/unwind/v1/principals/")
            || (path + "/").startsWith("/unwind/v1/webhooks/");
    if (reads && !administrators || path.equals("/unwind/v1/session")) {
      return Act.READ;
    }
    boolean registers =
        method.equals("POST")
            && (path.equals("/unwind/v1/accounts") || path.equals("/unwind/v1/instruments"));
    boolean changes =
        (method.equals("PATCH") || method.equals("DELETE"))
            && path.matches("/unwind/v1/accounts/[^/]+");
    if (administrators || registers || changes || path.endsWith("/settings")) {
      return Act.ADMINISTER;
    }
    boolean controls =
        path.startsWith("/unwind/v1/lifts/")
            || path.endsWith("/rules")
            || method.equals("PUT") && !path.contains("/schedules/") && !path.endsWith("/heartbeat")
            || path.endsWith("/settlement")
            || path.endsWith("/halts")
            || path.endsWith("/reconciliation");
    return controls ? Act.CONTROL : Act.CLOSE;
  }

  private static Entrance upvest(String method, boolean reads, String path) {
    String[] parts = path.substring(1).split("/", -1);
    String subject =
        switch (parts[0]) {
          case "orders" -> "orders";
          case "webhooks" -> "webhooks";
          case "auth" -> parts.length == 2 && parts[1].equals("verify_keys") ? "webhooks" : "";
          case "account_groups" -> path.endsWith("/payments/cash_balance") ? "positions" : "";
          case "accounts" ->
              switch (parts.length < 3 ? "" : parts[2]) {
                case "" -> "accounts";
                case "orders" -> "orders";
                case "liquidations" -> "account_liquidations";
                case "positions" -> "positions";
                case "valuations" -> "valuations";
                default -> "";
              };
          default -> "";
        };
    boolean trades = subject.equals("accounts") || subject.equals("orders") && isPost(method);
    Set<String> scopes =
        reads ? Set.of(subject + ":read", subject + ":admin") : Set.of(subject + ":admin");
    return new Entrance(Dialect.UPVEST, reads ? Act.READ : trades ? Act.TRADE : Act.CLOSE, scopes);
  }

  private static boolean isPost(String method) {
    return method.equals("POST");
  }

  /** What follows the first segments of a path. */
  private static String below(String path, int segments) {
    int from = 0;
    for (int i = 0; i < segments && from >= 0; i++) {
      from = path.indexOf('/', from + 1);
    }
    return from < 0 ? "" : path.substring(from + 1);
  }
}
