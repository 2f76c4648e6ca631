// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.DayStart;
import dev.unwind.domain.event.Administered;
import org.jspecify.annotations.Nullable;

/**
 * How an account is controlled.
 *
 * @param requireSecondPerson whether its latch is lifted by two, whatever holds for others
 * @param dayStart when its day begins; null: as the market of what it holds has it
 */
public record AccountSettings(boolean requireSecondPerson, @Nullable DayStart dayStart) {
  public static final AccountSettings NONE = new AccountSettings(false, null);

  /** As the account's log has it. */
  Administered told(Account of) {
    return Administered.of(of.name())
        .with("requireSecondPerson", requireSecondPerson)
        .with(
            "dayStart",
            dayStart == null ? "of the market" : dayStart.time() + " " + dayStart.zone().getId());
  }
}
