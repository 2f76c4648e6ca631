// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.liquidation;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.ledger.ReplayStore.StoredAnswer;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestConfig;
import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestFault;
import dev.unwind.dialect.upvest.UpvestLiquidation;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationStatus;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes liquidations: of one key once, and with the same answer ever after. */
@ApplicationScoped
class UpvestClosing {
  private static final Set<LiquidationStatus> LIVE =
      Set.of(LiquidationStatus.NEW, LiquidationStatus.PROCESSING);

  private final UpvestRequests requests;
  private final UpvestConfig config;
  private final LiquidatePositions liquidations;
  private final LedgerReader reader;
  private final ReplayStore answers;

  UpvestClosing(
      UpvestRequests requests,
      UpvestConfig config,
      LiquidatePositions liquidations,
      LedgerReader reader,
      ReplayStore answers) {
    this.requests = requests;
    this.config = config;
    this.liquidations = liquidations;
    this.reader = reader;
    this.answers = answers;
  }

  /**
   * Begins a liquidation, or finds the answer that its key was given before. Fails with what the
   * request is refused for.
   */
  Uni<StoredAnswer> accept(UpvestCall call, Account account, IdempotencyKey key) {
    return answers
        .answer(account.id(), key.dialect(), key.key())
        .chain(
            stored ->
                stored
                    .map(answer -> Uni.createFrom().item(answer))
                    .orElseGet(() -> begin(call, account, key)));
  }

  private Uni<StoredAnswer> begin(UpvestCall call, Account account, IdempotencyKey key) {
    String userId = requests.read(call, UpvestLiquidation.CreateRequest.class).userId();
    UUID owner = UpvestAccess.owner(account, userId);
    if (owner == null) {
      throw UpvestException.invalid("user_id is required");
    }
    if (!config.liquidationAccountTypes().contains(account.type())) {
      throw new TradingException(Reason.ACCOUNT_TYPE_UNSUPPORTED);
    }
    CloseRequest request =
        CloseRequest.all()
            .cancelOrders(true)
            .heldPolicy(HeldPolicy.CLOSE_AS_FREED)
            .exclusive(true)
            .tags(Map.of(UpvestMapping.USER_ID, owner.toString()))
            .build();
    return liquidations
        .closeAll(call.actor(), account.id(), new CloseCommand(request, key))
        .onFailure(TradingException.class)
        .recoverWithUni(failure -> refused(call, account, (TradingException) failure))
        .chain(
            accepted -> {
              StoredAnswer answer =
                  new StoredAnswer(
                      202,
                      requests.text(
                          UpvestMapping.acceptedLiquidation(accepted.liquidation(), account)));
              return answers
                  .store(account.id(), key.dialect(), key.key(), answer)
                  // It is accepted; a repeat will find it and store the answer.
                  .onFailure()
                  .recoverWithItem(answer);
            });
  }

  /** A second liquidation is told which one is in its way. */
  private <T> Uni<T> refused(UpvestCall call, Account account, TradingException refusal) {
    if (refusal.reason() != Reason.LIQUIDATION_IN_PROGRESS) {
      return Uni.createFrom().failure(refusal);
    }
    return reader
        .liquidations(
            call.scope(),
            new LedgerQueries.Liquidations(
                account.id(), LIVE, Dialect.UPVEST.code(), null, null, true, 0, 1))
        .chain(
            live ->
                Uni.createFrom()
                    .failure(
                        live.isEmpty()
                            ? refusal
                            : new UpvestException(
                                UpvestFault.CONFLICT,
                                "liquidation "
                                    + live.get(0).uid()
                                    + " of the account is in progress")));
  }
}
