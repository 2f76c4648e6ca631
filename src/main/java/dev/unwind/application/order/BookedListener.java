// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.domain.value.AccountId;

/** Whoever looks at an account again when something was booked in it. Returns at once. */
@FunctionalInterface
public interface BookedListener {
  void booked(AccountId account);
}
