// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a trailing stop has come at its venue.
 *
 * @param key of the order there
 * @param mark the best price so far
 * @param stop the stop price that follows from it
 */
public record VenueMark(AccountId account, UUID key, Price mark, @Nullable Price stop) {}
