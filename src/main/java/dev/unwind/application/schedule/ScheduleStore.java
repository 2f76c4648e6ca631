// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import dev.unwind.application.Actor;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.schedule.Firing;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: schedules, and what became of each time that they were to fire. */
public interface ScheduleStore {
  /** A schedule that is durable; not fresh where its key had made it before. */
  record Kept(Schedule schedule, boolean fresh) {}

  /**
   * Keeps a schedule. Fails with REQUEST_TOO_LARGE where the caller has too many, or
   * IDEMPOTENCY_KEY_REUSED.
   */
  Uni<Kept> add(
      Actor actor,
      ScheduledClose wanted,
      @Nullable IdempotencyKey key,
      Instant nextDue,
      Instant now,
      int perPrincipalMax);

  Uni<Optional<Schedule>> find(UUID id);

  /**
   * The newest first.
   *
   * @param caller null: everybody's
   * @param status null: any
   */
  Uni<List<Schedule>> list(
      @Nullable PrincipalId caller, Schedule.@Nullable Status status, int offset, int limit);

  /** What became of it, the newest first. */
  Uni<List<ScheduleFiring>> firings(UUID id, int limit);

  /**
   * Empty where it is not of this version any more, or has ended.
   *
   * @param done the last close that it was fired for or missed when {@code nextDue} was found out;
   *     empty where another has come since
   */
  Uni<Optional<Schedule>> change(
      UUID id, int version, Instant done, ScheduledClose wanted, Instant nextDue, Instant now);

  /** Empty where it has ended, or is not of this version any more. */
  Uni<Optional<Schedule>> cancel(UUID id, @Nullable Integer version, Instant now);

  /** A schedule that is due at a moment. */
  record Due(Instant at, UUID schedule) {
    /** Before all others. */
    public static final Due NONE = new Due(Instant.EPOCH, new UUID(0, 0));
  }

  /**
   * Some schedules, as far as they can be read.
   *
   * @param last the last that was looked at, whether it could be read or not; null where there are
   *     no more
   */
  record Page<K>(List<Schedule> schedules, @Nullable K last) {}

  /** Schedules whose time has come, the longest due first; resumes after the given one. */
  Uni<Page<Due>> due(Instant now, Due after, int limit);

  /**
   * Writes what becomes of one time in one transaction, whoever comes first: the act, where there
   * is one, the outcome, and when it fires next.
   *
   * @param act null where it is missed or refused
   * @param next null where there is none
   * @return false where it was done, changed or cancelled before
   */
  Uni<Boolean> conclude(
      Schedule schedule,
      Firing firing,
      @Nullable NewAct act,
      ScheduleFiring outcome,
      @Nullable Instant next,
      int accountsMax);

  /** Notes why it could not be fired for a close, so that it can be told if it is missed. */
  Uni<Void> failed(Schedule schedule, Schedule.Failure failure);

  /** Schedules that are to fire, ascending by id; resumes after the given one. */
  Uni<Page<UUID>> active(UUID after, int limit);

  /**
   * Notes when it is due, where sessions are other than they were thought to be; nothing where it
   * was changed, fired or cancelled since it was read.
   *
   * @param next null where it fires no more
   */
  Uni<Void> plan(Schedule schedule, @Nullable Instant next, Instant now);

  /** Instruments that never close and of which these accounts hold something now. */
  Uni<Set<InstrumentId>> heldWithoutClose(
      Actor actor, ScheduledClose wanted, int accountsMax, int limit);
}
