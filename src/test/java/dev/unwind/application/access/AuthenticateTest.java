// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import static dev.unwind.application.ledger.DecisionOrigin.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.NotAuthenticatedException.Cause;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuthenticateTest {
  @Inject ImportBook importBook;
  @Inject Authenticate authenticate;
  @Inject IssueCredential issue;
  @Inject Principals principals;
  @Inject ChooseAccount chooseAccount;
  @Inject InstantSource clock;

  private AccessBook book;

  @BeforeEach
  void load() {
    book = AccessBook.load(importBook);
  }

  @Test
  void aKeyAndATokenBringThePrincipalWithRolesAndGrants() {
    AccountId account = await(() -> principals.findAccount(book.tag + "-a")).orElseThrow();
    Authenticated byKey = byKey(book.secret());
    assertThat(byKey.principal().name()).isEqualTo(book.tag + "-trader");
    assertThat(byKey.principal().roles()).containsExactly(Role.TRADER);
    assertThat(byKey.principal().scope()).isEqualTo(AccountScope.of(account));
    assertThat(byKey.kind()).isEqualTo(CredentialKind.API_KEY);
    assertThat(byKey.keyId()).isEqualTo(book.keyId());
    Authenticated byToken = byToken(book.token());
    assertThat(byToken.principal()).isEqualTo(byKey.principal());
    assertThat(byToken.credentialId()).isNotEqualTo(byKey.credentialId());
    assertThat(byToken(book.tag + "-risk-token").principal().scope())
        .isEqualTo(AccountScope.EVERYTHING);
  }

  @Test
  void aWrongCredentialIsNobody() {
    assertRefused(() -> byKey("wrong"), Cause.WRONG);
    assertRefused(() -> byKey(""), Cause.WRONG);
    assertRefused(() -> byToken("wrong"), Cause.WRONG);
    assertRefused(() -> byToken(book.secret()), Cause.WRONG);
    assertRefused(() -> byToken("x".repeat(10_000)), Cause.WRONG);
    assertRefused(() -> byToken("nul\0"), Cause.WRONG);
    assertRefused(
        () -> await(() -> authenticate.with(new Credential.ApiKey("nobody", book.secret()))),
        Cause.WRONG);
  }

  @Test
  void aPasswordSignsInItsOwnPrincipalOnly() {
    Principal principal = password(book.tag + "-trader", book.tag + "-password");
    assertThat(principal.name()).isEqualTo(book.tag + "-trader");
    assertRefused(() -> password(book.tag + "-trader", "wrong"), Cause.WRONG);
    assertRefused(() -> password(book.tag + "-reader", book.tag + "-password"), Cause.WRONG);
    assertRefused(() -> password("nobody", "wrong"), Cause.WRONG);
    assertRefused(() -> password(book.tag + "-trader", "x".repeat(10_000)), Cause.WRONG);
  }

  @Test
  void aSessionLivesUntilItsEnd() {
    Principal principal = byToken(book.token()).principal();
    Map<String, String> tags = Map.of(Authenticated.DIALECT, "tradovate", "md", "true");
    IssuedCredential open =
        await(() -> issue.session(principal.id(), Duration.ofMinutes(80), tags));
    Authenticated believed = byToken(open.secret());
    assertThat(believed.tags()).isEqualTo(tags);
    assertThat(believed.kind()).isEqualTo(CredentialKind.SESSION);
    assertThat(believed.principal()).isEqualTo(principal);
    IssuedCredential over =
        await(() -> issue.session(principal.id(), Duration.ofSeconds(-1), tags));
    assertRefused(() -> byToken(over.secret()), Cause.EXPIRED);
    assertThat(isStillValid(over.id())).as("a socket outlives its session").isTrue();
  }

  @Test
  void aRevokedKeyIsNobodyAtOnceAndTheOthersStay() {
    Authenticated key = byKey(book.secret());
    Authenticated token = byToken(book.token());
    assertThat(await(() -> principals.revokeApiKey(book.keyId(), SERVICE, clock.instant())))
        .isTrue();
    assertThat(await(() -> principals.revokeApiKey(book.keyId(), SERVICE, clock.instant())))
        .isFalse();
    assertRefused(() -> byKey(book.secret()), Cause.WRONG);
    assertThat(isStillValid(key.credentialId())).isFalse();
    assertThat(isStillValid(token.credentialId())).isTrue();
    assertThat(
            await(() -> principals.revokeCredential(token.credentialId(), null, clock.instant())))
        .isTrue();
    assertRefused(() -> byToken(book.token()), Cause.WRONG);
  }

  @Test
  void aRevokedPrincipalLosesEverything() {
    Authenticated token = byToken(book.token());
    assertThat(
            await(() -> principals.revokePrincipal(book.tag + "-trader", SERVICE, clock.instant())))
        .isTrue();
    assertRefused(() -> byKey(book.secret()), Cause.WRONG);
    assertRefused(() -> byToken(book.token()), Cause.WRONG);
    assertRefused(() -> password(book.tag + "-trader", book.tag + "-password"), Cause.WRONG);
    assertThat(isStillValid(token.credentialId())).isFalse();
    assertThat(byToken(book.tag + "-reader-token").principal().name())
        .isEqualTo(book.tag + "-reader");
  }

  @Test
  void issuedKeysWorkAndSecretsAreNotStored() {
    Principal made =
        await(() -> issue.principal(book.tag + "-new", Role.TRADER, book.tag + "-b", SERVICE));
    IssuedCredential key =
        await(() -> issue.apiKey(made.id(), IssueCredential.issued(made.name(), SERVICE)));
    IssuedCredential token =
        await(() -> issue.token(made.id(), IssueCredential.issued(made.name(), SERVICE)));
    Authenticated believed =
        await(
            () ->
                authenticate.with(
                    new Credential.ApiKey(
                        Optional.ofNullable(key.keyId()).orElseThrow(), key.secret())));
    assertThat(believed.principal()).isEqualTo(made);
    assertThat(byToken(token.secret()).principal()).isEqualTo(made);
    assertThat(await(() -> principals.list(10_000)))
        .filteredOn(each -> each.name().equals(made.name()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.keyIds()).containsExactly(key.keyId());
              assertThat(each.tokens()).isEqualTo(1);
              assertThat(each.accounts()).containsExactly(book.tag + "-b");
              assertThat(each.toString()).doesNotContain(key.secret());
            });
  }

  @Test
  void anExistingPrincipalIsNeverWidenedInPassing() {
    String trader = book.tag + "-trader";
    assertThat(await(() -> issue.principal(trader, Role.TRADER, book.tag + "-a", SERVICE)).name())
        .isEqualTo(trader);
    assertThatThrownBy(
            () -> await(() -> issue.principal(trader, Role.ADMIN, book.tag + "-a", SERVICE)))
        .isInstanceOf(KeyRefusedException.class);
    assertThatThrownBy(
            () -> await(() -> issue.principal(trader, Role.TRADER, book.tag + "-b", SERVICE)))
        .isInstanceOf(KeyRefusedException.class);
    assertThatThrownBy(() -> await(() -> issue.principal("x", Role.TRADER, "*", SERVICE)))
        .isInstanceOf(KeyRefusedException.class);
    assertThatThrownBy(() -> await(() -> issue.principal("x", Role.TRADER, "nowhere", SERVICE)))
        .isInstanceOf(KeyRefusedException.class);
  }

  @Test
  void anAccountIsChosenWithinTheScopeOnly() {
    AccountId a = await(() -> principals.findAccount(book.tag + "-a")).orElseThrow();
    AccountId b = await(() -> principals.findAccount(book.tag + "-b")).orElseThrow();
    AccountScope one = byToken(book.token()).principal().scope();
    AccountScope two = byToken(book.tag + "-reader-token").principal().scope();
    assertThat(choose(one, "")).isEqualTo(a);
    assertThat(choose(one, book.tag + "-a")).isEqualTo(a);
    assertThat(choose(two, b.toString())).isEqualTo(b);
    assertThat(choose(AccountScope.EVERYTHING, book.tag + "-b")).isEqualTo(b);
    assertDenied(() -> choose(one, book.tag + "-b"), Reason.ACCOUNT_NOT_FOUND);
    assertDenied(() -> choose(one, "nowhere"), Reason.ACCOUNT_NOT_FOUND);
    assertDenied(() -> choose(one, "9".repeat(40)), Reason.ACCOUNT_NOT_FOUND);
    assertDenied(() -> choose(two, " "), Reason.ACCOUNT_AMBIGUOUS);
    assertDenied(() -> choose(AccountScope.EVERYTHING, ""), Reason.ACCOUNT_AMBIGUOUS);
  }

  private AccountId choose(AccountScope scope, String named) {
    return await(() -> chooseAccount.of(scope, Optional.of(named)));
  }

  private Authenticated byKey(String secret) {
    return await(() -> authenticate.with(new Credential.ApiKey(book.keyId(), secret)));
  }

  private Authenticated byToken(String token) {
    return await(() -> authenticate.with(new Credential.Token(token)));
  }

  private Principal password(String name, String password) {
    return await(() -> authenticate.withPassword(name, password));
  }

  private static void assertRefused(Runnable attempt, Cause why) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            NotAuthenticatedException.class, e -> assertThat(e.why()).isEqualTo(why));
  }

  private static void assertDenied(Runnable attempt, Reason reason) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            TradingException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private boolean isStillValid(UUID credential) {
    return await(() -> authenticate.stillValid(Set.of(credential))).containsKey(credential);
  }
}
