// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What callers of any API may attach to a liquidation; kept with it, and told with its events. */
public final class LiquidationTags {
  /** Why, in the caller's words. */
  public static final String REASON = "unwind_reason";

  /** The caller's name for it. */
  public static final String CLIENT_REFERENCE = "unwind_client_reference";

  /** The act over several accounts that it is part of. */
  public static final String ACT = "unwind_act";

  private LiquidationTags() {}

  /** Those that are there. */
  public static Map<String, String> of(
      @Nullable String reason, @Nullable String clientReference, @Nullable String act) {
    Map<String, String> tags = new HashMap<>();
    if (reason != null) {
      tags.put(REASON, reason);
    }
    if (clientReference != null) {
      tags.put(CLIENT_REFERENCE, clientReference);
    }
    if (act != null) {
      tags.put(ACT, act);
    }
    return tags;
  }
}
