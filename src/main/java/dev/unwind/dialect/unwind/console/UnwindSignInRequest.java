// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.console;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who signs in. Unknown keys are refused. */
@RegisterForReflection
@Schema(
    requiredProperties = {"name", "secret"},
    additionalProperties = Schema.False.class)
public record UnwindSignInRequest(
    @Schema(description = "Id of an API key, or name of a principal") @Nullable String name,
    @Schema(
            description = "Secret of the key, or a token or the password of the principal",
            format = "password")
        @Nullable String secret) {
  @Override
  public String toString() {
    return "UnwindSignInRequest[" + name + "]";
  }
}
