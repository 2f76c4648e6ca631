// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.market;

import dev.unwind.application.Actor;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.AdministrationStore;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log of administration who sets quotes. Somebody may set thousands a second, so an entry
 * stands for the minute that it begins, on one replica, and says how many the one before it came
 * to.
 */
@ApplicationScoped
public class TellQuotes {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int SYMBOLS_MAX = 10;
  private static final int PRINCIPALS_MAX = 10_000;

  private final AdministrationStore log;
  private final InstantSource clock;
  private final Map<PrincipalId, Told> told = new ConcurrentHashMap<>();

  public TellQuotes(AdministrationStore log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * An entry and what it stands for.
   *
   * @param quotes how many were set since, those that it has named included
   */
  private record Told(Instant at, long quotes) {
    boolean stands(Instant now) {
      return now.isBefore(at.plus(EVERY));
    }
  }

  /**
   * @param symbols of the quotes that were set; none where all were refused
   */
  Uni<Void> set(Actor actor, List<String> symbols) {
    if (symbols.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    PrincipalId id = actor.principal().id();
    Instant now = clock.instant();
    Told before = told.get(id);
    if (told.size() >= PRINCIPALS_MAX) {
      told.clear();
    }
    Told next =
        told.merge(
            id,
            new Told(now, symbols.size()),
            (last, fresh) ->
                last.stands(now) ? new Told(last.at(), last.quotes() + symbols.size()) : fresh);
    return next.at().equals(now) && next.quotes() == symbols.size()
        ? log.tell(entry(actor, symbols, before))
            .onFailure()
            .invoke(failure -> told.remove(id, next))
        : Uni.createFrom().voidItem();
  }

  private static Administration entry(Actor actor, List<String> symbols, @Nullable Told before) {
    List<String> shown = symbols.subList(0, Math.min(symbols.size(), SYMBOLS_MAX));
    Administration entry =
        new Administration(
                EventKind.QUOTES_SET, Administered.of(actor.name()), DecisionOrigin.of(actor))
            .with("quotes", symbols.size())
            .with(
                "symbols", String.join(" ", shown) + (shown.size() < symbols.size() ? " ..." : ""));
    return before == null ? entry : entry.with("before", before.quotes() + " since " + before.at());
  }
}
