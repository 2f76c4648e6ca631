// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account as it goes over the wire. */
@RegisterForReflection
@Schema(
    name = "UpvestAccount",
    requiredProperties = {
      "id",
      "created_at",
      "updated_at",
      "account_group_id",
      "type",
      "users",
      "account_number",
      "name",
      "status"
    })
public record UpvestAccount(
    @Schema(format = "uuid") String id,
    @JsonProperty("created_at") @Schema(format = "date-time") String createdAt,
    @JsonProperty("updated_at") @Schema(format = "date-time") String updatedAt,
    @JsonProperty("account_group_id")
        @Schema(format = "uuid", description = "An account without a group is one by itself")
        String accountGroupId,
    @Schema(enumeration = {"TRADING", "PORTFOLIO"}) String type,
    List<User> users,
    @JsonProperty("account_number") int accountNumber,
    String name,
    @Schema(enumeration = {"PENDING_APPROVAL", "ACTIVE", "CLOSING", "CLOSED", "LOCKED"})
        String status) {

  /** Somebody who owns an account. */
  @RegisterForReflection
  @Schema(
      name = "UpvestAccountUser",
      requiredProperties = {"id", "type"})
  record User(@Schema(format = "uuid") String id, @Schema(enumeration = "OWNER") String type) {}

  /** A request to open one. */
  @RegisterForReflection
  @Schema(
      name = "UpvestAccountCreateRequest",
      requiredProperties = {"user_id", "account_group_id", "type"})
  public record CreateRequest(
      @JsonProperty("user_id") @Schema(format = "uuid") @Nullable String userId,
      @JsonProperty("account_group_id") @Schema(format = "uuid") @Nullable String accountGroupId,
      @Schema(enumeration = {"TRADING", "PORTFOLIO"}) @Nullable String type,
      @Schema(maxLength = 100) @Nullable String name) {}

  /** A request to change one. */
  @RegisterForReflection
  @Schema(name = "UpvestAccountUpdateRequest")
  public record UpdateRequest(@Schema(maxLength = 100) @Nullable String name) {}

  /** A list of them. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UpvestAccountsList",
      requiredProperties = {"meta", "data"})
  public record Page(UpvestPaging.Meta meta, List<UpvestAccount> data) {}
}
