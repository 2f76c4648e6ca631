// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.observation;

import dev.unwind.application.Actor;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Port: what happens, for those who watch. All of it returns at once, never fails and changes
 * nothing. What is named is of a fixed set each time, so that counts can be kept by name.
 */
public interface Observations {
  /** What is asked of the core. */
  enum Command {
    CLOSE,
    ORDER
  }

  /**
   * Follows a command from its begin to what is acknowledged, or refused.
   *
   * @param liquidation the uid of the liquidation that it has made; null where it makes none
   */
  <T> Uni<T> command(
      Command command,
      Actor actor,
      AccountId account,
      Uni<T> work,
      Function<T, @Nullable UUID> liquidation);

  /** What is asked for at hand has this id, which its log lines carry. */
  void request(String id);

  /** It concerns this account, known from here on. */
  void account(AccountId account);

  /** It concerns this liquidation. */
  void liquidation(UUID liquidation);

  /** What the caller's work is known by: its trace, and what its log lines carry. */
  Origin origin();

  /**
   * Does something as a part of the work that it was made for, whoever does it now and whatever
   * else that one is doing.
   */
  <T> Uni<T> within(Origin origin, Uni<T> work);

  /** What work is known by. */
  interface Origin {}

  /**
   * The close of one position has ended.
   *
   * @param dialect through which it was asked for
   * @param took since it was accepted
   */
  void closeEnded(String dialect, ItemStatus outcome, Duration took);

  /** Orders were claimed that another owner had been handed and may have sent. */
  void takenOver(int orders);

  /** Calls to the venue have ended without an answer for these orders. */
  void outcomesUnknown(int orders);

  /** A venue is told of new orders, by their keys; some may have been told before. */
  void told(String venue, List<UUID> orders);

  /** It has taken them. */
  void acknowledged(String venue, List<UUID> orders);

  /** Trades of them are booked. */
  void traded(String venue, List<UUID> orders);

  /** What happens at a venue is told again, after a gap. */
  void reconnected(String venue);

  /**
   * An operation was called that HTTP does not show as a request of its own.
   *
   * @param name of those that the dialect knows
   */
  void operation(String dialect, String name);

  /** The followers of the log were found behind its end by this many events at most. */
  void logBehind(long events);
}
