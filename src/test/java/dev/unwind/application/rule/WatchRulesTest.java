// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which accounts are looked at, and when. */
class WatchRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");
  private static final InstrumentId SHARE = new InstrumentId(1);
  private static final int BATCH = 100;
  private static final int HOLDERS = 250;

  private final Ledger ledger = new Ledger();
  private final WatchRules watch =
      new WatchRules(ledger, new KeepRules(ledger), new Config(), () -> NOW);

  @BeforeEach
  void aQuote() {
    Quote quote = new Quote(SHARE, Price.of("100"), null, null, null, NOW);
    watch.onQuote(quote).await().indefinitely();
  }

  private void sweep() {
    watch.sweep().await().indefinitely();
  }

  @Test
  void whatIsQuotedIsJudgedWhereverItIsHeld() {
    sweep();
    assertThat(ledger.among).hasSize(HOLDERS).doesNotHaveDuplicates();
    sweep();
    assertThat(ledger.among).as("nothing was quoted since").hasSize(HOLDERS);
  }

  @Test
  void whatIsBookedMeanwhileAndWhoseTurnItIsDoesNotWaitForAllHolders() {
    AccountId booked = new AccountId(9_999);
    ledger.onPage = page -> watch.booked(booked);
    sweep();
    assertThat(ledger.among.indexOf(booked)).isBetween(0, BATCH);
    assertThat(ledger.turns).isEqualTo(3);
  }

  /** Accounts that all hold one instrument, and of which none breaks a rule. */
  private static final class Ledger implements RuleStore {
    private final List<AccountId> among = new ArrayList<>();
    private java.util.function.IntConsumer onPage = page -> {};
    private int pages;
    private int turns;

    @Override
    public Uni<List<AccountId>> holding(
        Collection<InstrumentId> instruments, AccountId after, int limit) {
      assertThat(instruments).containsExactly(SHARE);
      onPage.accept(++pages);
      return Uni.createFrom()
          .item(
              LongStream.rangeClosed(1, HOLDERS)
                  .filter(id -> id > after.value())
                  .limit(limit)
                  .mapToObj(AccountId::new)
                  .toList());
    }

    @Override
    public Uni<Looked> among(Collection<AccountId> accounts) {
      among.addAll(accounts);
      return Uni.createFrom().item(Looked.NOTHING);
    }

    @Override
    public Uni<Looked> next(AccountId after, int limit) {
      turns++;
      return Uni.createFrom().item(new Looked(List.of(), Map.of(new AccountId(1), "why"), null));
    }

    @Override
    public Uni<Boolean> tellUnreadable(AccountId account, String why) {
      return Uni.createFrom().item(true);
    }

    @Override
    public <R> Uni<R> decide(AccountId account, DecisionOrigin origin, Decision<R> decision) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<KeptRules>> find(AccountId account) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> remember(KeptRules rules) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Config implements RuleConfig {
    @Override
    public Duration sweepInterval() {
      return Duration.ofMillis(250);
    }

    @Override
    public int batch() {
      return BATCH;
    }

    @Override
    public Duration quoteAge() {
      return Duration.ofMinutes(5);
    }
  }
}
