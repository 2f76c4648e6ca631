// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.account.AccountDirectory.Listing;
import dev.unwind.application.observation.Observations;
import dev.unwind.domain.account.Account;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the account of a request; one that is not granted, or hedges, is an absent one. */
@ApplicationScoped
public class UpvestAccess {
  private final AccountDirectory directory;
  private final Observations observations;

  UpvestAccess(AccountDirectory directory, Observations observations) {
    this.directory = directory;
    this.observations = observations;
  }

  /** Fails with NOT_FOUND. */
  public Uni<Listing> listing(UpvestCall call, String accountId) {
    return directory
        .find(call.scope(), UpvestRequests.id(accountId, "the account"))
        .map(found -> found.orElseThrow(() -> UpvestRequests.missing("the account")))
        .invoke(this::concerns);
  }

  /** The account that a request is about, where it was found or made in another way. */
  public void concerns(Listing listing) {
    observations.account(listing.account().id());
  }

  /** Fails with NOT_FOUND. */
  public Uni<Account> account(UpvestCall call, String accountId) {
    return listing(call, accountId).map(Listing::account);
  }

  /**
   * The user that a request names.
   *
   * @throws UpvestException when it is no uuid, or does not own the account
   */
  public static @Nullable UUID owner(Account account, @Nullable String userId) {
    if (userId == null) {
      return null;
    }
    UUID user =
        UpvestRequests.uuid(userId)
            .orElseThrow(() -> UpvestException.invalid("user_id must be a UUID"));
    UUID owner = account.owner();
    if (owner != null && !owner.equals(user)) {
      throw new UpvestException(UpvestFault.FORBIDDEN, "the user does not own the account");
    }
    return user;
  }
}
