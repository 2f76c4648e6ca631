// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import dev.unwind.application.act.ActTask;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.schedule.Firing;
import dev.unwind.domain.schedule.FiringRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done later, and when.
 *
 * @param named accounts by name, uid or id
 * @param everyAccount all that the caller is granted when it fires; {@code named} is empty then
 * @param body the request as it was sent, to be shown
 */
public record ScheduledClose(
    FiringRule rule,
    ActTask task,
    List<String> named,
    boolean everyAccount,
    @Nullable String reason,
    @Nullable String clientReference,
    String body) {
  public ScheduledClose {
    named = List.copyOf(named);
    if (task.close() == null) {
      throw new IllegalArgumentException("a schedule closes");
    }
  }

  /** What is asked of each account this time: only what closes then, where closes are meant. */
  ActTask task(Firing firing) {
    CloseRequest close = task.close();
    if (close == null || firing.sessions().isEmpty()) {
      return task;
    }
    Selection selection = close.selection() == null ? Selection.ANY : close.selection();
    return new ActTask(
        task.kind(),
        task.latch(),
        task.cancelOrders(),
        close.selecting(selection.within(firing.sessions())));
  }
}
