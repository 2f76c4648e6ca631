// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes credentials: sessions for callers who have signed in, keys and tokens for administrators.
 */
@ApplicationScoped
public class IssueCredential {
  private static final int SECRET_BYTES = 32;
  private static final String KEY_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Principals principals;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public IssueCredential(Principals principals, InstantSource clock) {
    this.principals = principals;
    this.clock = clock;
  }

  /**
   * Opens a session. Durable when the {@code Uni} completes.
   *
   * @param tags see {@link Authenticated#tags}; a session without {@link Authenticated#DIALECT}
   *     works nowhere
   */
  public Uni<IssuedCredential> session(
      PrincipalId principal, Duration lifetime, Map<String, String> tags) {
    Instant now = clock.instant();
    return keep(principal, CredentialKind.SESSION, null, tags, now, now.plus(lifetime), null);
  }

  /**
   * Lets a session go on for as long as a new one would last, though never beyond a moment.
   *
   * @param last the moment that no renewal goes beyond
   * @return its new end, or nothing where it has ended
   */
  public Uni<Optional<Instant>> prolong(UUID session, Duration lifetime, Instant last) {
    Instant now = clock.instant();
    Instant asked = now.plus(lifetime);
    Instant until = asked.isAfter(last) ? last : asked;
    return principals
        .prolong(session, until, now)
        .map(goesOn -> goesOn ? Optional.of(until) : Optional.empty());
  }

  /** Ends a session, for every replica and at once. */
  public Uni<Void> end(UUID session) {
    return principals.revokeCredential(session, null, clock.instant()).replaceWithVoid();
  }

  /** Makes an API key for a principal. */
  public Uni<IssuedCredential> apiKey(PrincipalId principal, Administration told) {
    return keep(principal, CredentialKind.API_KEY, keyId(), Map.of(), clock.instant(), null, told);
  }

  /** Makes a token without an end for a principal. */
  public Uni<IssuedCredential> token(PrincipalId principal, Administration told) {
    return keep(principal, CredentialKind.TOKEN, null, Map.of(), clock.instant(), null, told);
  }

  /** That somebody is given a key, or a token; it is told with what it is, without its secret. */
  public static Administration issued(String name, DecisionOrigin by) {
    return new Administration(EventKind.KEY_ISSUED, Administered.of(name), by);
  }

  /**
   * The principal of this name, made if there is none. An existing one must have the role and see
   * the account already: who may do more is never widened in passing.
   *
   * @param account name, uid or id of an account, or {@code *} for all (roles risk and admin only)
   * @throws KeyRefusedException when the account does not exist or an existing principal may do
   *     less
   */
  public Uni<Principal> principal(String name, Role role, String account, DecisionOrigin by) {
    boolean all = account.equals("*");
    if (all && role != Role.RISK && role != Role.ADMIN) {
      return refuse("only the roles risk and admin may act on all accounts");
    }
    Uni<Set<AccountId>> accounts =
        all
            ? Uni.createFrom().item(Set.of())
            : principals
                .findAccount(account)
                .map(
                    found ->
                        Set.of(
                            found.orElseThrow(
                                () -> new KeyRefusedException("no account " + account))));
    return accounts.chain(
        granted ->
            principals
                .findByName(name)
                .chain(
                    found ->
                        found.isEmpty()
                            ? principals.create(
                                name,
                                Set.of(role),
                                all,
                                granted,
                                created(
                                    name, Set.of(role), all ? List.of("*") : List.of(account), by),
                                clock.instant())
                            : existing(found.get(), role, all, granted)));
  }

  static Administration created(
      String name, Set<Role> roles, List<String> accounts, DecisionOrigin by) {
    return new Administration(EventKind.PRINCIPAL_CREATED, Administered.of(name), by)
        .with(
            "roles",
            roles.stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" ")))
        .with("accounts", String.join(" ", accounts));
  }

  private static Uni<Principal> existing(
      Principal principal, Role role, boolean all, Set<AccountId> accounts) {
    if (!principal.has(role)) {
      return refuse("principal " + principal.name() + " exists without the role asked for");
    }
    boolean sees =
        all ? principal.scope().all() : accounts.stream().allMatch(principal.scope()::admits);
    return sees
        ? Uni.createFrom().item(principal)
        : refuse("principal " + principal.name() + " exists without a grant on that account");
  }

  private Uni<IssuedCredential> keep(
      PrincipalId principal,
      CredentialKind kind,
      @Nullable String keyId,
      Map<String, String> tags,
      Instant now,
      @Nullable Instant expiresAt,
      @Nullable Administration told) {
    UUID id = UUID.randomUUID();
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
    NewCredential credential =
        new NewCredential(
            id, principal, kind, keyId, SecretDigest.of(secret), null, tags, now, expiresAt);
    return principals
        .add(credential, told == null ? null : told(told, credential))
        .replaceWith(new IssuedCredential(id, keyId, secret, expiresAt));
  }

  private static Administration told(Administration told, NewCredential made) {
    Administration with = told.with("id", made.id()).with("kind", made.kind().name());
    return made.keyId() == null ? with : with.with("key", made.keyId());
  }

  /** Twenty characters as Alpaca's, of letters that nobody misreads. */
  private String keyId() {
    StringBuilder id = new StringBuilder("UK");
    for (byte b : bytes(18)) {
      id.append(KEY_ID_LETTERS.charAt(b & 31));
    }
    return id.toString();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static <T> Uni<T> refuse(String why) {
    return Uni.createFrom().failure(() -> new KeyRefusedException(why));
  }
}
