// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.observation.SessionTraffic;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What a link is told of the service around it, and tells it of itself. */
interface Watch {
  SessionTraffic traffic();

  /** A session is logged on again after an outage. */
  void reconnected(String venue);

  /** The accounts that are bound to a venue, two at most. */
  Uni<List<AccountId>> bound(String venue);
}
