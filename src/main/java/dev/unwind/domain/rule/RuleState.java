// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.rule;

import dev.unwind.domain.value.Money;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of an account remember.
 *
 * @param start equity when they were set; null until it could be said
 * @param peak the highest since
 * @param day when the day began that {@code dayEquity} is of
 * @param dayEquity the first equity of that day that could be said
 * @param broken those that have fired and are not armed again
 * @param undecided what could not be believed when that was told last; null where everything could
 */
public record RuleState(
    @Nullable Money start,
    @Nullable Money peak,
    @Nullable Instant day,
    @Nullable Money dayEquity,
    Set<Rule> broken,
    @Nullable String undecided) {
  public static final RuleState NONE = new RuleState(null, null, null, null, Set.of(), null);

  public RuleState {
    broken = broken.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(broken));
  }
}
