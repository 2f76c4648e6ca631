// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers when it is told to: sends with yes, questions with no. */
final class SlowVenue extends UnusedVenue {
  final List<List<UUID>> sent = new ArrayList<>();
  final List<List<UUID>> asked = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  private final ArrayDeque<Consumer<@Nullable VenueOutcome>> answers = new ArrayDeque<>();
  boolean isLinkedHere = true;
  boolean isPaced;
  boolean isBroken;
  @Nullable AccountId refusesToTake;

  /** What becomes of cancels, by key; others wait for their answer. */
  final Map<UUID, VenueOutcome> ofCancels = new HashMap<>();

  int room = 1000;

  void answer() {
    answers.remove().accept(null);
  }

  void answer(VenueOutcome outcome) {
    answers.remove().accept(outcome);
  }

  @Override
  public boolean isLinkedHere() {
    return isLinkedHere;
  }

  @Override
  public int room() {
    if (room < 0) {
      throw new IllegalStateException("no answer");
    }
    return room;
  }

  @Override
  public Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
    if (isBroken) {
      throw new IllegalStateException("broken");
    }
    sent.add(orders.stream().map(VenueOrder::key).toList());
    told.add("submit " + sent.get(sent.size() - 1));
    if (orders.get(0).account().equals(refusesToTake)) {
      return Uni.createFrom().item(List.of(new VenueOutcome.NotTold("not this one")));
    }
    return later(orders.size(), new VenueOutcome.Accepted(List.of()));
  }

  @Override
  public Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
    asked.add(orders.stream().map(VenueOrderRef::key).toList());
    return later(orders.size(), new VenueOutcome.NotKnown());
  }

  @Override
  public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
    told.add("cancel " + orders.stream().map(VenueOrderRef::key).toList());
    if (!ofCancels.isEmpty()) {
      return Uni.createFrom()
          .item(
              orders.stream()
                  .map(ref -> Objects.requireNonNull(ofCancels.get(ref.key())))
                  .toList());
    }
    return later(orders.size(), new VenueOutcome.Accepted(List.of()));
  }

  private Uni<List<VenueOutcome>> later(int count, VenueOutcome outcome) {
    return Uni.createFrom()
        .emitter(
            (UniEmitter<? super List<VenueOutcome>> emitter) ->
                answers.add(
                    other ->
                        emitter.complete(
                            Collections.nCopies(count, other == null ? outcome : other))));
  }

  @Override
  public VenueCapabilities capabilities() {
    return new VenueCapabilities(
        EnumSet.allOf(OrderType.class),
        EnumSet.allOf(TimeInForce.class),
        1000,
        true,
        true,
        isPaced);
  }
}
