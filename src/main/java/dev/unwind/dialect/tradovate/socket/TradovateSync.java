// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateFault;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.dialect.tradovate.reads.BookViews;
import dev.unwind.dialect.tradovate.reads.OrderViews;
import dev.unwind.dialect.tradovate.reads.ReferenceViews;
import dev.unwind.dialect.tradovate.reads.TradovateReads;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The first picture that a socket asks for, and from where to follow on. */
@ApplicationScoped
public class TradovateSync {
  private static final int LIST_MAX = 10_000;

  private final TradovateReads reads;
  private final TradovateAccess accounts;
  private final BookViews book;
  private final OrderViews orders;
  private final TradovateContracts contracts;
  private final ReferenceViews references;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final TradovateConfig config;

  TradovateSync(
      TradovateReads reads,
      TradovateAccess accounts,
      BookViews book,
      OrderViews orders,
      TradovateContracts contracts,
      ReferenceViews references,
      LedgerReader reader,
      Snapshots snapshots,
      TradovateConfig config) {
    this.reads = reads;
    this.accounts = accounts;
    this.book = book;
    this.orders = orders;
    this.contracts = contracts;
    this.references = references;
    this.reader = reader;
    this.snapshots = snapshots;
    this.config = config;
  }

  /**
   * A first picture.
   *
   * @param message entities by their plural names
   * @param cursors last event of each account that the picture holds; what comes after is told
   */
  record Picture(TradovateView view, Map<String, List<?>> message, Map<AccountId, Long> cursors) {}

  /** As of one moment. */
  Uni<Picture> picture(TradovateCall call) {
    return snapshots.read(() -> reading(call));
  }

  private Uni<Picture> reading(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    Set<String> wanted =
        body.texts("entityTypes", LIST_MAX).stream()
            .map(TradovateSync::singular)
            .collect(Collectors.toSet());
    return accounts
        .view(call.caller().principal())
        .map(view -> chosen(view, body))
        .chain(
            view -> {
              if (view.accounts().size() > config.socket().accountsMax()) {
                throw TradovateFault.invalid(
                    "accounts (name at most " + config.socket().accountsMax() + ")");
              }
              return cursors(view)
                  .chain(
                      cursors ->
                          message(view, wanted)
                              .map(message -> new Picture(view, message, cursors)));
            });
  }

  private static String singular(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    if (lower.startsWith("accountriskstatus")) {
      return "accountriskstatus";
    }
    if (lower.endsWith("ies") && !lower.equals("series")) {
      return lower.substring(0, lower.length() - 3) + "y";
    }
    return lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private TradovateView chosen(TradovateView view, TradovateBody body) {
    Set<AccountId> kept = new HashSet<>(view.accounts().keySet());
    Set<Long> users = body.optionalIds("users", LIST_MAX);
    if (!users.isEmpty() && !users.contains(view.principal().id().value())) {
      kept.clear();
    }
    Set<Long> named = body.optionalIds("accounts", LIST_MAX);
    if (!named.isEmpty()) {
      kept.removeIf(id -> !named.contains(id.value()));
    }
    body.optionalObject("shardingExpression")
        .ifPresent(
            sharding -> {
              long divisor = sharding.id("divisor");
              long remainder = sharding.decimal("remainder").map(n -> n.longValue()).orElse(0L);
              boolean byUser =
                  sharding.text("expressionType").toLowerCase(Locale.ROOT).equals("moduserid");
              long user = view.principal().id().value();
              kept.removeIf(id -> (byUser ? user : id.value()) % divisor != remainder);
            });
    return view.only(kept);
  }

  private Uni<Map<AccountId, Long>> cursors(TradovateView view) {
    return Multi.createFrom()
        .iterable(view.accounts().keySet())
        .onItem()
        .transformToUniAndConcatenate(
            id -> reader.lastSeq(AccountScope.of(id), id).map(seq -> Map.entry(id, seq)))
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private Uni<Map<String, List<?>>> message(TradovateView view, Set<String> wanted) {
    Map<String, Supplier<Uni<? extends List<?>>>> parts = new LinkedHashMap<>();
    parts.put("accounts", () -> reads.account.everything(view));
    parts.put("accountRiskStatuses", () -> reads.accountRiskStatus.everything(view));
    parts.put("marginSnapshots", () -> reads.marginSnapshot.everything(view));
    parts.put("userAccountAutoLiqs", () -> reads.userAccountAutoLiq.everything(view));
    parts.put("cashBalances", () -> reads.cashBalance.everything(view));
    parts.put("positions", () -> reads.position.everything(view));
    parts.put("fillPairs", () -> reads.fillPair.everything(view));
    parts.put("orders", () -> reads.order.everything(view));
    parts.put("orderVersions", () -> reads.orderVersion.everything(view));
    parts.put("commands", () -> reads.command.everything(view));
    parts.put("commandReports", () -> reads.commandReport.everything(view));
    parts.put("executionReports", () -> reads.executionReport.everything(view));
    parts.put("fills", () -> reads.fill.everything(view));
    parts.put("fillFees", () -> reads.fillFee.everything(view));
    parts.put("orderStrategies", () -> reads.orderStrategy.everything(view));
    parts.put("orderStrategyLinks", () -> reads.orderStrategyLink.everything(view));
    parts.put("orderStrategyTypes", () -> reads.orderStrategyType.everything(view));
    Map<String, List<?>> message = new LinkedHashMap<>();
    message.put("users", List.of(TradovateMapping.user(view.principal(), Instant.EPOCH)));
    return Multi.createFrom()
        .iterable(parts.entrySet())
        .filter(part -> wanted.isEmpty() || wanted.contains(singular(part.getKey())))
        .onItem()
        .transformToUniAndConcatenate(
            part -> part.getValue().get().invoke(found -> message.put(part.getKey(), found)))
        .collect()
        .last()
        .chain(() -> instruments(view))
        .map(
            instruments -> {
              references(instruments, wanted, message);
              return message;
            });
  }

  /** The instruments that positions and orders are in; the whole market would be out of bounds. */
  private Uni<List<Instrument>> instruments(TradovateView view) {
    return Uni.combine()
        .all()
        .unis(book.rows(view, Set.of()), orders.recent(view))
        .asTuple()
        .chain(
            both -> {
              Set<InstrumentId> ids = new HashSet<>();
              both.getItem1().forEach(p -> ids.add(p.instrumentId()));
              both.getItem2().forEach(r -> ids.add(r.order().instrumentId()));
              return contracts.shown(ids);
            })
        .map(shown -> List.copyOf(shown.values()));
  }

  private void references(
      List<Instrument> instruments, Set<String> wanted, Map<String, List<?>> message) {
    Map<String, List<?>> all = new HashMap<>(references.of(instruments));
    List<?> groups = all.remove("contractGroups");
    message.put("contractGroups", groups == null ? List.of() : groups);
    all.forEach(
        (name, list) -> {
          if (wanted.isEmpty() || wanted.contains(singular(name))) {
            message.put(name, list);
          }
        });
    for (String empty :
        List.of("spreadDefinitions", "userProperties", "properties", "userPlugins")) {
      if (wanted.isEmpty() || wanted.contains(singular(empty))) {
        message.put(empty, List.of());
      }
    }
  }
}
