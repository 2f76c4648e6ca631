// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An access token as it goes over the wire. Never printed. */
@RegisterForReflection
@Schema(
    name = "UpvestToken",
    requiredProperties = {"access_token", "expires_in", "token_type", "scope"})
record UpvestToken(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("expires_in") @Schema(description = "Seconds") long expiresIn,
    @JsonProperty("token_type") @Schema(enumeration = "bearer") String tokenType,
    @Schema(description = "What was granted, separated by spaces") String scope) {
  @Override
  public String toString() {
    return "UpvestToken[...]";
  }

  /** The form that asks for one. */
  @Schema(
      name = "UpvestTokenRequest",
      requiredProperties = {"client_id", "client_secret", "grant_type"})
  public record Request(
      @JsonProperty("client_id") String clientId,
      @JsonProperty("client_secret") String clientSecret,
      @JsonProperty("grant_type") @Schema(enumeration = "client_credentials") String grantType,
      @Schema(description = "Separated by spaces") String scope) {
    @Override
    public String toString() {
      return "Request[" + clientId + "]";
    }
  }
}
