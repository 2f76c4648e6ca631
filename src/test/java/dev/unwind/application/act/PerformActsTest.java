// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyConfig;
import dev.unwind.application.venue.Replica;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.NothingObserved;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What runs beside what, where accounts take as long as the test lets them. */
class PerformActsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");
  private static final ActTask CLOSE =
      new ActTask(ActTask.Kind.LIQUIDATION, null, false, CloseRequest.all().build());
  private static final ActTask HALT =
      new ActTask(ActTask.Kind.HALT, TradingState.HALTED, true, null);
  private static final int RUNNING_MAX = 2;
  private static final int CONCURRENCY = 3;

  private final Ledger ledger = new Ledger();
  private final Map<UUID, List<UniEmitter<? super ActStore.Decided>>> deciding = new HashMap<>();
  private final Counting observed = new Counting();
  private final PerformActs perform =
      new PerformActs(
          ledger, new Slow(), new Replica(), () -> NOW, observed, config(), retention());

  @Test
  void aLongActKeepsNoHaltWaiting() {
    UUID closing = ledger.due(CLOSE, 10_000);
    look();
    assertThat(ledger.running()).containsExactly(closing);
    UUID missed = ledger.due(HALT, 1);
    UUID desk = ledger.due(HALT, 50);
    look();
    assertThat(ledger.running()).containsExactly(closing, missed, desk);
    decideAll(missed);
    assertThat(ledger.ended).containsExactly(missed);
  }

  @Test
  void eachKindHasRoomOfItsOwnAndNoneIsUnbounded() {
    for (int i = 0; i < 9; i++) {
      ledger.due(CLOSE, 10_000);
      ledger.due(HALT, 10_000);
      ledger.due(CLOSE, 1);
    }
    look();
    look();
    assertThat(ledger.running()).hasSize(2 * RUNNING_MAX + CONCURRENCY);
  }

  @Test
  void whereOneEndsTheNextBeginsBeforeTheNextLook() {
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(ledger.due(HALT, 1));
    }
    look();
    for (UUID act : all) {
      assertThat(ledger.running()).contains(act).hasSizeLessThanOrEqualTo(CONCURRENCY);
      decideAll(act);
    }
    assertThat(ledger.ended).containsExactlyElementsOf(all);
  }

  @Test
  void whatComesAgainWaitsForTheNextLookAndKeepsNoOtherBack() {
    ledger.unreachable = ledger.due(HALT, 1);
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(ledger.due(HALT, 1));
    }
    look();
    all.forEach(this::decideAll);
    assertThat(ledger.ended).containsExactlyElementsOf(all);
    assertThat(ledger.claimed).filteredOn(ledger.unreachable::equals).hasSize(1);
    look();
    assertThat(ledger.claimed).filteredOn(ledger.unreachable::equals).hasSize(2);
  }

  /** What one account leaves in the context of an act would be taken for another's. */
  @Test
  void accountsOfAnActAreAllKnownByWhatTheActIsKnownBy() {
    UUID act = ledger.due(CLOSE, 50);
    look();
    while (deciding.containsKey(act)) {
      decideAll(act);
    }
    assertThat(ledger.ended).containsExactly(act);
    assertThat(observed.origins).isOne();
  }

  private static final class Counting extends NothingObserved {
    private int origins;

    @Override
    public Origin origin() {
      origins++;
      return super.origin();
    }
  }

  private void look() {
    boolean[] over = {false};
    perform.resume().subscribe().with(done -> over[0] = true);
    assertThat(over[0]).as("a look waits for no act").isTrue();
  }

  private void decideAll(UUID act) {
    List<UniEmitter<? super ActStore.Decided>> open = deciding.remove(act);
    assertThat(open).isNotNull();
    open.forEach(one -> one.complete(new ActStore.Decided(1, null, null, null, null, null)));
  }

  /** Accounts that are decided when the test says so. */
  @SuppressWarnings("NullAway") // it asks nobody
  private final class Slow extends DecideAccount {
    Slow() {
      super(null, null, null);
    }

    @Override
    Uni<ActStore.Decided> decide(Act act, ActStore.Target target) {
      if (act.id().equals(ledger.unreachable)) {
        return Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE));
      }
      return Uni.createFrom()
          .emitter(
              emitter -> deciding.computeIfAbsent(act.id(), k -> new ArrayList<>()).add(emitter));
    }
  }

  /** Acts in memory, of which all accounts but the first are decided. */
  private static final class Ledger implements ActStore {
    private final Map<UUID, Act> waiting = new LinkedHashMap<>();
    private final Map<UUID, Act> leased = new LinkedHashMap<>();
    private final Set<UUID> decided = new LinkedHashSet<>();
    private final List<UUID> claimed = new ArrayList<>();
    private final List<UUID> ended = new ArrayList<>();
    private UUID unreachable = UUID.randomUUID();

    UUID due(ActTask task, int accounts) {
      UUID id = UUID.randomUUID();
      DecisionOrigin origin = new DecisionOrigin("risk", "unwind", null);
      ActLane several = task == HALT ? ActLane.HALTING : ActLane.CLOSING;
      ActLane lane = accounts == 1 ? ActLane.SINGLE : several;
      waiting.put(
          id, new Act(id, new PrincipalId(1), origin, task, null, null, accounts, lane, NOW, null));
      return id;
    }

    Set<UUID> running() {
      return leased.keySet();
    }

    @Override
    public Uni<Optional<Act>> claim(
        UUID replica, Instant now, Instant until, Set<ActLane> lanes, Set<UUID> except) {
      Optional<Act> first =
          waiting.values().stream()
              .filter(act -> lanes.contains(act.lane()) && !except.contains(act.id()))
              .findFirst();
      first.ifPresent(
          act -> {
            claimed.add(act.id());
            leased.put(act.id(), waiting.remove(act.id()));
          });
      return Uni.createFrom().item(first);
    }

    @Override
    public Uni<List<Target>> pending(UUID act, int after, int limit) {
      return Uni.createFrom()
          .item(
              after > 0 || decided.contains(act)
                  ? List.of()
                  : List.of(new Target(1, new AccountId(1), null)));
    }

    @Override
    public Uni<Void> decided(UUID act, List<Decided> all, Instant now) {
      if (!all.isEmpty()) {
        decided.add(act);
      }
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Boolean> renew(UUID act, UUID replica, Instant leaseUntil) {
      return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Void> leave(UUID act, UUID replica, Instant now) {
      Act left = leased.remove(act);
      if (decided.contains(act)) {
        ended.add(act);
      } else {
        waiting.put(act, left);
      }
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Accepted> accept(
        NewAct act,
        int accountsMax,
        Instant now,
        Instant keysSince,
        UUID replica,
        Instant leaseUntil) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Boolean> made(NewAct act) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Named>> named(
        Actor actor, List<String> named, boolean everyAccount, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<Act>> find(UUID act) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<ActSums> sums(AccountScope scope, boolean own, UUID act) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<ActEntry>> entries(
        AccountScope scope, boolean own, UUID act, int after, int limit) {
      throw new UnsupportedOperationException();
    }
  }

  private static ActConfig config() {
    return only(
        ActConfig.class,
        Map.of(
            "batch",
            50,
            "concurrency",
            CONCURRENCY,
            "runningMax",
            RUNNING_MAX,
            "lease",
            Duration.ofSeconds(15)));
  }

  private static IdempotencyConfig retention() {
    return only(IdempotencyConfig.class, Map.of("retention", Duration.ofHours(24)));
  }

  private static <T> T only(Class<T> type, Map<String, Object> values) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> values.get(method.getName())));
  }
}
