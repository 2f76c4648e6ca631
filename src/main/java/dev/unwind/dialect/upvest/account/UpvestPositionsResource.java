// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.application.settlement.SettlementStore;
import dev.unwind.application.settlement.SettlementStore.Unsettled;
import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestPaging;
import dev.unwind.dialect.upvest.UpvestPosition;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Positions of an account. */
@Path("/accounts/{account_id}/positions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Positions")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestPositionsResource {
  private final UpvestRequests requests;
  private final UpvestAccess accounts;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;
  private final SettlementStore settlements;

  UpvestPositionsResource(
      UpvestRequests requests,
      UpvestAccess accounts,
      LedgerReader reader,
      Snapshots snapshots,
      Market market,
      SettlementStore settlements) {
    this.requests = requests;
    this.accounts = accounts;
    this.reader = reader;
    this.snapshots = snapshots;
    this.market = market;
    this.settlements = settlements;
  }

  /** Lists what an account holds. */
  @GET
  @Operation(operationId = "list_positions", summary = "List an account's positions")
  public Uni<Response> list(
      @PathParam("account_id") String accountId,
      @QueryParam("offset") @Nullable String offset,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("order") @Nullable String order) {
    return requests.answer(
        call -> {
          UpvestPaging paging = UpvestPaging.of(offset, limit, null, order, List.of());
          return snapshots
              .read(
                  () ->
                      accounts
                          .account(call, accountId)
                          .chain(account -> page(call, account, paging)))
              .chain(page -> requests.json(200, page));
        });
  }

  private Uni<UpvestPosition.Page> page(UpvestCall call, Account account, UpvestPaging paging) {
    LedgerQueries.Positions query =
        new LedgerQueries.Positions(
            account.id(), Set.of(), Set.of(), true, paging.ascending(), 0, LedgerQueries.LIMIT_MAX);
    return reader
        .positions(call.scope(), query)
        .chain(
            all ->
                shown(call, account, paging.of(all))
                    .map(
                        data ->
                            new UpvestPosition.Page(paging.meta(data.size(), all.size()), data)));
  }

  private Uni<List<UpvestPosition>> shown(
      UpvestCall call, Account account, List<Position> positions) {
    Set<InstrumentId> ids =
        positions.stream().map(Position::instrumentId).collect(Collectors.toSet());
    return Uni.combine()
        .all()
        .unis(market.byIds(ids), settlements.unsettled(call.scope(), Set.of(account.id())))
        .asTuple()
        .map(
            both -> {
              Map<InstrumentId, Instrument> instruments = both.getItem1();
              Unsettled unsettled = both.getItem2().getOrDefault(account.id(), Unsettled.NOTHING);
              return positions.stream()
                  .flatMap(
                      p ->
                          Optional.ofNullable(instruments.get(p.instrumentId()))
                              .map(
                                  instrument ->
                                      UpvestMapping.position(
                                          p,
                                          account,
                                          instrument,
                                          unsettled.bought().getOrDefault(p.id(), Quantity.ZERO)))
                              .stream())
                  .toList();
            });
  }

  /** Shows what an account holds of one instrument. */
  @GET
  @Path("/{instrument_id}")
  @Operation(operationId = "retrieve_position", summary = "Show a position")
  public Uni<Response> retrieve(
      @PathParam("account_id") String accountId, @PathParam("instrument_id") String instrumentId) {
    return requests.answer(
        call ->
            snapshots
                .read(
                    () ->
                        accounts
                            .account(call, accountId)
                            .chain(
                                account ->
                                    instrument(instrumentId)
                                        .chain(instrument -> find(call, account, instrument))
                                        .chain(
                                            position -> shown(call, account, List.of(position)))))
                .chain(shown -> requests.json(200, shown.get(0))));
  }

  private Uni<Position> find(UpvestCall call, Account account, Instrument instrument) {
    return reader
        .positions(
            call.scope(),
            new LedgerQueries.Positions(
                account.id(), Set.of(instrument.id()), Set.of(), false, true, 0, 1))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(() -> UpvestRequests.missing("the position")));
  }

  private Uni<Instrument> instrument(String text) {
    String id = text.startsWith("urn:") ? text.substring("urn:".length()) : text;
    Uni<Optional<Instrument>> found;
    if (id.startsWith("uuid:")) {
      found = market.byUid(UpvestRequests.id(id.substring("uuid:".length()), "the position"));
    } else {
      String isin = id.startsWith("isin:") ? id.substring("isin:".length()) : id;
      found =
          isin.indexOf('\0') >= 0 ? Uni.createFrom().item(Optional.empty()) : market.byIsin(isin);
    }
    return found.map(i -> i.orElseThrow(() -> UpvestRequests.missing("the position")));
  }
}
