// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import io.smallrye.mutiny.Uni;

/**
 * Port: numbers for names that clients see, never given twice by any replica, nor after a restart.
 */
public interface OrderNumbers {
  /** Fails with STORE_UNAVAILABLE. */
  Uni<Long> next();
}
