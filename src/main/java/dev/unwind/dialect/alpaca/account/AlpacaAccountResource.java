// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.account.AccountSums;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaAccount;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaMapping;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The account in numbers. */
@Path("/v2/account")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Account")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaAccountResource {
  private final Caller caller;
  private final AlpacaAccess accounts;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final AccountSums sums;
  private final InstantSource clock;

  AlpacaAccountResource(
      Caller caller,
      AlpacaAccess accounts,
      LedgerReader reader,
      Snapshots snapshots,
      AccountSums sums,
      InstantSource clock) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.snapshots = snapshots;
    this.sums = sums;
    this.clock = clock;
  }

  @GET
  @Operation(operationId = "getAccount", summary = "The account")
  public Uni<AlpacaAccount> get() {
    AccountScope scope = caller.actor().scope();
    return accounts.of(caller).chain(id -> snapshots.read(() -> show(scope, id)));
  }

  private Uni<AlpacaAccount> show(AccountScope scope, AccountId id) {
    return reader
        .account(scope, id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(
            account ->
                Uni.combine()
                    .all()
                    .unis(sums.values(id), sums.purchases(id))
                    .asTuple()
                    .map(
                        both ->
                            AlpacaMapping.account(
                                account, both.getItem1(), both.getItem2(), clock.instant())));
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
