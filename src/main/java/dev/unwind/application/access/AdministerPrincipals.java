// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Principals, what they are granted, and their keys. An administrator who is not granted every
 * account administers those whose grants all lie within his; any other is absent to him.
 */
@ApplicationScoped
public class AdministerPrincipals {
  private final Principals principals;
  private final IssueCredential issue;
  private final InstantSource clock;

  public AdministerPrincipals(Principals principals, IssueCredential issue, InstantSource clock) {
    this.principals = principals;
    this.issue = issue;
    this.clock = clock;
  }

  /**
   * What a principal is granted.
   *
   * @param accounts names, uids or ids; empty where all are
   */
  public record Grants(boolean all, List<String> accounts) {
    public Grants {
      accounts = List.copyOf(accounts);
    }

    List<String> named() {
      return all ? List.of("*") : accounts;
    }
  }

  public Uni<List<PrincipalRecord>> list(Actor actor, int offset, int limit) {
    return permitted(actor).chain(() -> principals.within(actor.scope(), offset, limit));
  }

  /** Fails with PRINCIPAL_NOT_FOUND. */
  public Uni<PrincipalRecord> find(Actor actor, String name) {
    return permitted(actor)
        .chain(() -> principals.within(actor.scope(), name))
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.PRINCIPAL_NOT_FOUND)));
  }

  /** Fails with ACCOUNT_NOT_FOUND, REQUEST_MALFORMED, or NAME_TAKEN. */
  public Uni<PrincipalRecord> create(Actor actor, String name, Set<Role> roles, Grants grants) {
    return permitted(actor)
        .chain(() -> granted(actor, roles, grants))
        .chain(
            accounts ->
                principals
                    .isNameTaken(name)
                    .chain(
                        taken ->
                            taken
                                ? Uni.createFrom().failure(new TradingException(Reason.NAME_TAKEN))
                                : principals.create(
                                    name,
                                    roles,
                                    grants.all(),
                                    accounts,
                                    IssueCredential.created(
                                        name, roles, grants.named(), DecisionOrigin.of(actor)),
                                    clock.instant())))
        .chain(() -> find(actor, name));
  }

  /**
   * Puts grants in the place of those before; requests from then on are held to them, and streams
   * that show more end.
   */
  public Uni<PrincipalRecord> grant(Actor actor, String name, Grants grants) {
    return live(actor, name)
        .chain(
            found ->
                granted(actor, found.roles(), grants)
                    .chain(
                        accounts ->
                            principals.grant(
                                found.id(),
                                grants.all(),
                                accounts,
                                told(actor, EventKind.PRINCIPAL_GRANTED, name)
                                    .with("accounts", String.join(" ", grants.named())),
                                clock.instant())))
        .chain(() -> find(actor, name));
  }

  /** Ends all that a principal may do, at once, by whatever key. */
  public Uni<Void> revoke(Actor actor, String name) {
    return live(actor, name)
        .chain(
            found ->
                principals.revokePrincipal(found.name(), DecisionOrigin.of(actor), clock.instant()))
        .replaceWithVoid();
  }

  /** Makes a key or a token. The secret is told here, and never again. */
  public Uni<IssuedCredential> issue(Actor actor, String name, CredentialKind kind) {
    return live(actor, name)
        .chain(found -> issue(found, kind, told(actor, EventKind.KEY_ISSUED, name)));
  }

  private Uni<IssuedCredential> issue(
      PrincipalRecord to, CredentialKind kind, Administration told) {
    return kind == CredentialKind.API_KEY
        ? issue.apiKey(to.id(), told)
        : issue.token(to.id(), told);
  }

  /**
   * Makes another of the same kind, and lets the one before end after a time in which both work.
   */
  public Uni<IssuedCredential> rotate(Actor actor, String name, UUID id, Duration overlap) {
    Instant now = clock.instant();
    Instant end = now.plus(overlap);
    return live(actor, name)
        .chain(
            found -> {
              PrincipalRecord.Kept kept = kept(found, id);
              Administration made = told(actor, EventKind.KEY_ISSUED, name).with("follows", id);
              return issue(found, kept.kind(), made)
                  .call(
                      next ->
                          principals.expire(
                              id,
                              end,
                              told(actor, EventKind.KEY_ROTATED, name)
                                  .with("id", id)
                                  .with("followedBy", next.id())
                                  .with("until", end),
                              now));
            });
  }

  /** Ends a key or token at once, on all replicas. */
  public Uni<Void> revoke(Actor actor, String name, UUID id) {
    return live(actor, name)
        .chain(
            found ->
                principals.revokeCredential(
                    kept(found, id).id(),
                    told(actor, EventKind.KEY_REVOKED, name).with("id", id),
                    clock.instant()))
        .replaceWithVoid();
  }

  private static PrincipalRecord.Kept kept(PrincipalRecord of, UUID id) {
    return of.credentials().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new TradingException(Reason.CREDENTIAL_NOT_FOUND));
  }

  /** Somebody who is not revoked. */
  private Uni<PrincipalRecord> live(Actor actor, String name) {
    return find(actor, name)
        .invoke(
            found -> {
              if (found.revokedAt() != null) {
                throw new TradingException(Reason.PRINCIPAL_NOT_FOUND);
              }
            });
  }

  private static Uni<Void> permitted(Actor actor) {
    Principal caller = actor.principal();
    return caller.has(Role.ADMIN)
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
  }

  /** Nobody grants what he has not. */
  private Uni<Set<AccountId>> granted(Actor actor, Set<Role> roles, Grants grants) {
    AccountScope scope = actor.scope();
    if (grants.all()) {
      boolean mayBe = roles.contains(Role.RISK) || roles.contains(Role.ADMIN);
      if (!mayBe) {
        return Uni.createFrom()
            .failure(
                new TradingException(
                    Denial.of(
                        Reason.REQUEST_MALFORMED,
                        "only the roles risk and admin may act on all accounts")));
      }
      return scope.all()
          ? Uni.createFrom().item(Set.of())
          : Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
    }
    return Multi.createFrom()
        .iterable(grants.accounts())
        .onItem()
        .transformToUniAndConcatenate(
            named ->
                principals
                    .findAccount(named)
                    .map(
                        found ->
                            found
                                .filter(scope::admits)
                                .orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND))))
        .collect()
        .in(HashSet::new, Set::add);
  }

  private static Administration told(Actor actor, EventKind kind, String name) {
    return new Administration(kind, Administered.of(name), DecisionOrigin.of(actor));
  }
}
