// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A webhook subscription as it goes over the wire. */
@RegisterForReflection
@Schema(
    name = "UpvestWebhook",
    requiredProperties = {
      "id",
      "created_at",
      "updated_at",
      "title",
      "url",
      "type",
      "config",
      "enabled"
    })
public record UpvestWebhook(
    @Schema(format = "uuid") String id,
    @JsonProperty("created_at") @Schema(format = "date-time") String createdAt,
    @JsonProperty("updated_at") @Schema(format = "date-time") String updatedAt,
    String title,
    String url,
    List<String> type,
    Config config,
    boolean enabled) {

  /** How events are collected into packages. */
  @RegisterForReflection
  @Schema(name = "UpvestWebhookConfig")
  public record Config(
      @Schema(
              pattern = "^[1-9][0-9]?[sm]$",
              description = "Longest time that a package is collected")
          @Nullable String delay,
      @JsonProperty("max_package_size") @Schema(minimum = "100", maximum = "1048576")
          @Nullable Integer maxPackageSize) {}

  /** A request to make one, or to change one; what is absent from a change stays. */
  @RegisterForReflection
  @Schema(name = "UpvestWebhookRequest")
  public record Request(
      @Schema(maxLength = 100) @Nullable String title,
      @Schema(maxLength = 1000) @Nullable String url,
      @Nullable List<@Nullable String> type,
      @Nullable Config config,
      @Schema(description = "Changes only: a new one is disabled") @Nullable Boolean enabled) {}

  /** A list of them. */
  @RegisterForReflection
  @Schema(
      name = "UpvestWebhooksList",
      requiredProperties = {"meta", "data"})
  public record Page(UpvestPaging.Meta meta, List<UpvestWebhook> data) {}

  /** A public key in the form of RFC 7517. */
  @RegisterForReflection
  @Schema(
      name = "UpvestWebhookVerifyKey",
      requiredProperties = {"kty", "crv", "kid", "x", "y"})
  record VerifyKey(
      @Schema(enumeration = "EC") String kty,
      @Schema(enumeration = "P-521") String crv,
      String kid,
      String x,
      String y) {}

  /** The keys that verify webhooks. */
  @RegisterForReflection
  @Schema(name = "UpvestWebhookVerifyKeys", requiredProperties = "keys")
  record VerifyKeys(List<VerifyKey> keys) {}
}
