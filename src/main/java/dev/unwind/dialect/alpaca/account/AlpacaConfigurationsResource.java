// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.control.ConfigureAccount;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** How an account trades. */
@Path("/v2/account/configurations")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Account Configurations")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaConfigurationsResource {
  private final Caller caller;
  private final AlpacaAccess accounts;
  private final LedgerReader reader;
  private final ConfigureAccount configure;

  AlpacaConfigurationsResource(
      Caller caller, AlpacaAccess accounts, LedgerReader reader, ConfigureAccount configure) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.configure = configure;
  }

  @GET
  @Operation(operationId = "getAccountConfig", summary = "How the account trades")
  public Uni<AlpacaConfigurations> get() {
    AccountScope scope = caller.actor().scope();
    return accounts
        .of(caller)
        .chain(id -> reader.account(scope, id))
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .map(Account::preferences)
        .map(AlpacaConfigurations::of);
  }

  @PATCH
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "patchAccountConfig",
      summary = "Suspend trading, or shorting, or allow it again")
  public Uni<AlpacaConfigurations> patch(@Nullable AlpacaConfigurationsRequest request) {
    if (request == null) {
      throw new TradingException(Reason.REQUEST_MALFORMED);
    }
    request.requireSettable();
    Actor actor = caller.actor();
    return accounts
        .of(caller)
        .chain(id -> configure.configure(actor, id, request::of))
        .map(Account::preferences)
        .map(AlpacaConfigurations::of);
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
