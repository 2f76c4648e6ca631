// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.access.AdministerPrincipals.Grants;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.IssuedCredential;
import dev.unwind.application.access.PrincipalRecord;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.account.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Somebody who may act, with what he is granted and his keys; never a secret. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"name", "roles", "accounts", "keys", "createdAt"})
public record UnwindPrincipal(
    String name,
    @Schema(description = "reader, trader, risk, admin") List<String> roles,
    @Schema(description = "Names of the accounts that are granted, or * alone for all")
        List<String> accounts,
    @Schema(description = "Keys and tokens that work") List<Key> keys,
    Instant createdAt,
    @Nullable Instant revokedAt) {

  private static final String ALL = "*";
  private static final int ACCOUNTS_MAX = 1_000;

  /** A key or a token. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindKey",
      requiredProperties = {"id", "kind", "createdAt"})
  public record Key(
      UUID id,
      @Schema(enumeration = {"key", "token"}) String kind,
      @Schema(description = "What a client sends as the id of its key") @Nullable String keyId,
      Instant createdAt,
      @Schema(description = "When it ends, of one that was rotated") @Nullable Instant expiresAt) {}

  /** One that was made just now. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindNewKey",
      requiredProperties = {"id", "kind", "secret"})
  public record NewKey(
      UUID id,
      @Schema(enumeration = {"key", "token"}) String kind,
      @Nullable String keyId,
      @Schema(description = "Shown here, and never again; only its hash is kept") String secret) {
    static NewKey of(IssuedCredential made) {
      return new NewKey(
          made.id(), made.keyId() == null ? "token" : "key", made.keyId(), made.secret());
    }
  }

  /** Ascending by name. */
  @RegisterForReflection
  @Schema(
      name = "UnwindPrincipalPage",
      requiredProperties = {"principals", "limit", "offset"})
  public record Page(List<UnwindPrincipal> principals, int limit, int offset) {}

  /** A principal to be made. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindPrincipalRequest",
      requiredProperties = {"name", "roles", "accounts"},
      additionalProperties = Schema.False.class)
  public record Request(
      @Nullable String name,
      @Schema(description = "reader, trader, risk, admin") @Nullable List<@Nullable String> roles,
      @Schema(description = "Names, uids or ids, or * alone for all, of risk and admin only")
          @Nullable List<@Nullable String> accounts) {

    String named() {
      if (name == null) {
        throw UnwindBodies.malformed("name is required");
      }
      return UnwindParameters.newName("name", name);
    }

    Set<Role> asked() {
      Set<Role> asked = EnumSet.noneOf(Role.class);
      for (String role : roles == null ? List.<@Nullable String>of() : roles) {
        asked.add(role(role));
      }
      if (asked.isEmpty()) {
        throw UnwindBodies.malformed("roles is required");
      }
      return asked;
    }

    private static Role role(@Nullable String word) {
      for (Role role : Role.values()) {
        if (code(role).equals(word)) {
          return role;
        }
      }
      throw UnwindBodies.malformed("roles must be some of reader, trader, risk, admin");
    }

    Grants grants() {
      return UnwindPrincipal.grants(accounts);
    }
  }

  /** What is granted from then on. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindGrantsRequest",
      requiredProperties = "accounts",
      additionalProperties = Schema.False.class)
  public record GrantsRequest(
      @Schema(description = "Names, uids or ids, or * alone for all, of risk and admin only")
          @Nullable List<@Nullable String> accounts) {
    Grants grants() {
      return UnwindPrincipal.grants(accounts);
    }
  }

  /** A key to be made. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindKeyRequest",
      requiredProperties = "kind",
      additionalProperties = Schema.False.class)
  public record KeyRequest(
      @Schema(
              enumeration = {"key", "token"},
              description =
                  "key: an id and a secret, for Alpaca's and Upvest's clients and this API. token: a secret alone")
          @Nullable String kind) {
    CredentialKind asked() {
      if ("key".equals(kind)) {
        return CredentialKind.API_KEY;
      }
      if ("token".equals(kind)) {
        return CredentialKind.TOKEN;
      }
      throw UnwindBodies.malformed("kind must be key or token");
    }
  }

  /** How a key is followed by another. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(name = "UnwindRotationRequest", additionalProperties = Schema.False.class)
  public record RotationRequest(
      @Schema(description = "How long the one before works beside it: 0s to 30 days, 1h by default")
          @Nullable String overlap) {}

  private static Grants grants(@Nullable List<@Nullable String> accounts) {
    if (accounts == null) {
      throw UnwindBodies.malformed("accounts is required");
    }
    if (accounts.size() > ACCOUNTS_MAX) {
      throw UnwindBodies.malformed("accounts must be at most " + ACCOUNTS_MAX);
    }
    List<String> names = UnwindParameters.names("accounts", accounts);
    if (!names.contains(ALL)) {
      return new Grants(false, names);
    }
    if (names.size() > 1) {
      throw UnwindBodies.malformed("* stands alone");
    }
    return new Grants(true, List.of());
  }

  static UnwindPrincipal of(PrincipalRecord principal) {
    return new UnwindPrincipal(
        principal.name(),
        principal.roles().stream().sorted().map(UnwindPrincipal::code).toList(),
        principal.allAccounts() ? List.of(ALL) : principal.accounts(),
        principal.credentials().stream()
            .map(
                key ->
                    new Key(
                        key.id(),
                        key.kind() == CredentialKind.API_KEY ? "key" : "token",
                        key.keyId(),
                        key.createdAt(),
                        key.expiresAt()))
            .toList(),
        principal.createdAt(),
        principal.revokedAt());
  }

  private static String code(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
