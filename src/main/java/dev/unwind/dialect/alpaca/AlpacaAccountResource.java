// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final NettingAccounts accounts;
  private final LedgerReader reader;
  private final Market market;
  private final InstantSource clock;

  AlpacaAccountResource(
      Caller caller,
      NettingAccounts accounts,
      LedgerReader reader,
      Market market,
      InstantSource clock) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.market = market;
    this.clock = clock;
  }

  @GET
  @Operation(operationId = "getAccount", summary = "The account")
  public Uni<AlpacaAccount> get() {
    AccountScope scope = caller.actor().scope();
    return accounts.of(caller).chain(id -> show(scope, id));
  }

  private Uni<AlpacaAccount> show(AccountScope scope, AccountId id) {
    Instant now = clock.instant();
    return Uni.combine()
        .all()
        .unis(
            reader.account(scope, id),
            reader.positions(scope, LedgerQueries.Positions.open(id)),
            reader.orders(scope, LedgerQueries.Orders.open(id)))
        .asTuple()
        .chain(
            found -> {
              Account account =
                  found
                      .getItem1()
                      .orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND));
              List<Position> positions = found.getItem2();
              List<Order> open = found.getItem3().stream().map(OrderRecord::order).toList();
              Set<InstrumentId> ids =
                  Stream.concat(
                          positions.stream().map(Position::instrumentId),
                          open.stream().map(Order::instrumentId))
                      .collect(Collectors.toSet());
              return Uni.combine()
                  .all()
                  .unis(market.byIds(ids), market.quotes(ids))
                  .asTuple()
                  .map(
                      known ->
                          AlpacaMapping.account(
                              account, positions, open, known.getItem1(), known.getItem2(), now));
            });
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
