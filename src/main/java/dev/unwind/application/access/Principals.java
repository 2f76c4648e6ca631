// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: principals and their credentials. The look-ups of the request path are one statement each.
 */
public interface Principals {
  /** Finds an API key by its id, revoked ones included. */
  Uni<Optional<StoredCredential>> findApiKey(String keyId);

  /** Finds a token or session by the hash of its secret, revoked and expired ones included. */
  Uni<Optional<StoredCredential>> findToken(byte[] secretSha256);

  /** Finds a principal that is not revoked, with its password. */
  Uni<Optional<StoredPassword>> findPassword(String name);

  /**
   * Which of these credentials are not revoked, nor their principals, with what those are granted.
   */
  Uni<Map<UUID, AccountScope>> unrevoked(Set<UUID> credentialIds);

  /** Resolves an account by name, uid or id, in this order. The caller checks the scope. */
  Uni<Optional<AccountId>> findAccount(String nameUidOrId);

  /**
   * Keeps a credential, durably.
   *
   * @param told what is entered in the log of administration with it; a session is no entry
   */
  Uni<Void> add(NewCredential credential, @Nullable Administration told);

  /** Finds a principal that is not revoked. */
  Uni<Optional<Principal>> findByName(String name);

  /** Makes a principal with grants on these accounts, or on all. */
  Uni<Principal> create(
      String name,
      Set<Role> roles,
      boolean allAccounts,
      Set<AccountId> accounts,
      Administration told,
      Instant now);

  /** Everybody who is or was, ascending by name, at most {@code limit}, without secrets. */
  Uni<List<PrincipalSummary>> list(int limit);

  /**
   * Lets a session that has neither ended nor been revoked go on.
   *
   * @return whether it does
   */
  Uni<Boolean> prolong(UUID credentialId, Instant until, Instant now);

  /**
   * Revokes one credential, and the sessions that were opened with it.
   *
   * @param told what is entered in the log of administration if so; a session is no entry
   * @return whether there was one that was not revoked before
   */
  Uni<Boolean> revokeCredential(UUID credentialId, @Nullable Administration told, Instant now);

  /** Revokes the API key of this id; see {@link #revokeCredential}. */
  Uni<Boolean> revokeApiKey(String keyId, DecisionOrigin by, Instant now);

  /**
   * Those whose grants all lie within the scope, revoked ones included, ascending by name; somebody
   * who is granted every account only where the scope is every account.
   */
  Uni<List<PrincipalRecord>> within(AccountScope scope, int offset, int limit);

  /** The one of them with this name. */
  Uni<Optional<PrincipalRecord>> within(AccountScope scope, String name);

  /** Whether somebody has or had this name. */
  Uni<Boolean> isNameTaken(String name);

  /** Puts grants in the place of those before. */
  Uni<Void> grant(
      PrincipalId principal,
      boolean allAccounts,
      Set<AccountId> accounts,
      Administration told,
      Instant now);

  /** Lets a credential end then, unless it ends before. */
  Uni<Boolean> expire(UUID credentialId, Instant at, Administration told, Instant now);

  /** Revokes a principal and with it all its credentials. */
  Uni<Boolean> revokePrincipal(String name, DecisionOrigin by, Instant now);
}
