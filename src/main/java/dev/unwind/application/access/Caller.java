// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.application.Actor;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Who is calling, for the resources of the dialects. Valid during a request that has been
 * authenticated; the methods throw {@code IllegalStateException} on an anonymous one, which a
 * protected resource never sees.
 */
public interface Caller {
  /** The header that names an account where the path has none. */
  String ACCOUNT_HEADER = "Unwind-Account";

  Principal principal();

  /** How it proved to be that. */
  Authenticated authenticated();

  /**
   * The principal with the dialect that it came through and the id of its request, as use cases
   * want it.
   */
  Actor actor();

  /** The id that the answer carries as header {@code X-Request-ID}; also noted in the event log. */
  String requestId();

  /**
   * The account to act on where the path names none: the one named here (name, uid or id), else the
   * principal's only grant. Fails with {@code TradingException}: ACCOUNT_AMBIGUOUS when several are
   * granted and none is named, ACCOUNT_NOT_FOUND when the one named is absent or not granted.
   *
   * @param named value of the header {@link #ACCOUNT_HEADER}; a blank one counts as absent
   */
  Uni<AccountId> account(Optional<String> named);

  /** The same with the header of the request at hand. */
  Uni<AccountId> account();
}
