// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.domain.account.Principal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who one is, and for how long. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"name", "roles", "allAccounts", "mayClose", "mayControl"})
public record UnwindSession(
    String name,
    @Schema(description = "reader, trader, risk, admin") List<String> roles,
    boolean allAccounts,
    @Schema(description = "Whether it may close positions and cancel orders") boolean mayClose,
    @Schema(description = "Whether it may set and lift latches") boolean mayControl,
    @Schema(description = "When the session ends unless it is renewed; absent for keys and tokens")
        @Nullable Instant expiresAt,
    @Schema(description = "When it ends all the same") @Nullable Instant endsAt) {

  static UnwindSession of(
      Principal principal, @Nullable Instant expiresAt, @Nullable Instant endsAt) {
    return new UnwindSession(
        principal.name(),
        principal.roles().stream()
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .sorted()
            .toList(),
        principal.scope().all(),
        principal.mayClose(),
        principal.mayControl(),
        expiresAt,
        endsAt);
  }
}
