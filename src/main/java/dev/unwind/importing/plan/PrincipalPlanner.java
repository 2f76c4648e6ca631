// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.NewCredential;
import dev.unwind.application.access.SecretDigest;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.importing.book.BookDocument.ApiKeyEntry;
import dev.unwind.importing.book.BookDocument.PrincipalEntry;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import dev.unwind.importing.plan.BookPlan.NewPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a document's principals with their grants and credentials. No secret goes into a mistake.
 */
final class PrincipalPlanner {
  private final LedgerContents ledger;
  private final Map<String, Account> accounts;
  private final Unreadable unreadable;
  private final Map<String, String> passwordHashes;
  private final Instant now;
  private final Mistakes mistakes;
  private final Set<String> names;
  private final Set<String> keyIds;
  private final Set<String> tokenHashes;

  /**
   * @param accounts the document's and the ledger's, by name
   * @param passwordHashes by the principal's name
   */
  PrincipalPlanner(
      LedgerContents ledger,
      Map<String, Account> accounts,
      Unreadable unreadable,
      Map<String, String> passwordHashes,
      Instant now,
      Mistakes mistakes) {
    this.ledger = ledger;
    this.accounts = accounts;
    this.unreadable = unreadable;
    this.passwordHashes = passwordHashes;
    this.now = now;
    this.mistakes = mistakes;
    names = new HashSet<>(ledger.principals());
    keyIds = new HashSet<>(ledger.keyIds());
    tokenHashes = new HashSet<>(ledger.tokenHashes());
  }

  List<NewPrincipal> plan(List<PrincipalEntry> entries) {
    List<NewPrincipal> planned = new ArrayList<>();
    for (PrincipalEntry entry : entries) {
      planned.add(plan(entry));
    }
    return planned;
  }

  /** Hash of a token as {@link LedgerNames#tokenHashes} has it. */
  static String tokenHash(String token) {
    return HexFormat.of().formatHex(SecretDigest.of(token));
  }

  private NewPrincipal plan(PrincipalEntry entry) {
    String path = entry.path();
    if (!names.add(entry.name())) {
      mistakes.add(path + ".name", "a principal of this name exists already");
    }
    Set<AccountId> granted = new HashSet<>();
    for (int i = 0; i < entry.accounts().size(); i++) {
      Account account = accounts.get(entry.accounts().get(i));
      if (account != null) {
        granted.add(account.id());
      } else if (!unreadable.accounts().contains(entry.accounts().get(i))) {
        mistakes.add(path + ".accounts[" + i + "]", "no account " + entry.accounts().get(i));
      }
    }
    PrincipalId id = new PrincipalId(ledger.ids().principal());
    List<NewCredential> credentials = new ArrayList<>();
    for (ApiKeyEntry key : entry.apiKeys()) {
      if (!keyIds.add(key.id())) {
        mistakes.add(key.path() + ".id", "another API key has this id");
      }
      credentials.add(
          credential(id, CredentialKind.API_KEY, key.id(), key.secret(), key.publicKey()));
    }
    for (int i = 0; i < entry.tokens().size(); i++) {
      String token = entry.tokens().get(i);
      if (!tokenHashes.add(tokenHash(token))) {
        mistakes.add(path + ".tokens[" + i + "]", "the same token exists already");
      }
      credentials.add(credential(id, CredentialKind.TOKEN, null, token, null));
    }
    Principal principal =
        new Principal(
            id,
            entry.name(),
            Set.copyOf(entry.roles()),
            new AccountScope(entry.allAccounts(), granted));
    return new NewPrincipal(principal, passwordHashes.get(entry.name()), credentials);
  }

  private NewCredential credential(
      PrincipalId principal,
      CredentialKind kind,
      @Nullable String keyId,
      String secret,
      @Nullable String publicKey) {
    return new NewCredential(
        ledger.ids().uid(),
        principal,
        kind,
        keyId,
        SecretDigest.of(secret),
        publicKey,
        Map.of(),
        now,
        null);
  }
}
