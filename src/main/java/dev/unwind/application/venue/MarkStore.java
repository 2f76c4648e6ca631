// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Keeps how far trailing stops have come, for whoever looks at them. */
public interface MarkStore {
  /** Notes marks that go on; an earlier one, and one of an unknown order, changes nothing. */
  Uni<Void> note(List<VenueMark> marks);
}
