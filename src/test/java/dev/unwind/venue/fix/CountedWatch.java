// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.observation.SessionTraffic;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts what links tell, and says which accounts are bound. */
final class CountedWatch implements Watch, SessionTraffic {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Set<String> followed = ConcurrentHashMap.newKeySet();
  private volatile List<AccountId> bound = List.of();

  /** These are bound to every venue from now on. */
  void bind(AccountId... accounts) {
    bound = List.of(accounts);
  }

  int count(String venue, Passed what) {
    return counts.getOrDefault(venue + what, 0);
  }

  int reconnections(String venue) {
    return counts.getOrDefault(venue, 0);
  }

  @Override
  public SessionTraffic traffic() {
    return this;
  }

  @Override
  public void reconnected(String venue) {
    counts.merge(venue, 1, Integer::sum);
  }

  @Override
  public Uni<List<AccountId>> bound(String venue) {
    return Uni.createFrom().item(bound);
  }

  @Override
  public void passed(String venue, Passed what, int messages) {
    counts.merge(venue + what, messages, Integer::sum);
  }

  @Override
  public Uni<Boolean> leaving(
      String venue, String type, @Nullable String id, Uni<Boolean> sending) {
    return sending.invoke(left -> followed.add(type + " " + id + (left ? "" : " not")));
  }

  /** Messages that were followed, and whether they left. */
  Set<String> followed() {
    return followed;
  }

  @Override
  public void waiting(String venue, int messages) {}
}
