// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import java.util.UUID;

/** Port: fresh ids of each kind; deterministic in tests. */
public interface LedgerIds {
  long order();

  long orderVersion();

  long position();

  long fill();

  long liquidation();

  long liquidationItem();

  long event();

  UUID uid();
}
