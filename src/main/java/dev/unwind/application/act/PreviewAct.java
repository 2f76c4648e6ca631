// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.ClosePlan;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an act over several accounts would do to each of them now. */
@ApplicationScoped
public class PreviewAct {
  /** What is expected of an account that a preview has refused: that it does nothing there. */
  private static final String NOTHING = "refused";

  private final ActStore acts;
  private final LiquidatePositions liquidations;
  private final ActConfig config;

  public PreviewAct(ActStore acts, LiquidatePositions liquidations, ActConfig config) {
    this.acts = acts;
    this.liquidations = liquidations;
    this.config = config;
  }

  /**
   * One account, with what would be done or why nothing would.
   *
   * @param named as the caller named it, or as it is called
   */
  public record Line(ActStore.Named account, @Nullable ClosePlan plan, @Nullable Denial denial) {}

  /**
   * All accounts, in their order.
   *
   * @param digest of all plans and refusals; two are the same where the same would be done to the
   *     same accounts
   */
  public record Plan(List<Line> lines, String digest) {
    public Plan {
      lines = List.copyOf(lines);
    }

    /** What each account's plan has to be. */
    Map<AccountId, String> expected() {
      Map<AccountId, String> expected = new LinkedHashMap<>();
      for (Line line : lines) {
        AccountId account = line.account().account();
        if (account != null) {
          expected.put(account, line.plan() == null ? NOTHING : line.plan().digest());
        }
      }
      return expected;
    }
  }

  /**
   * Decides each account on a snapshot of its book and writes nothing. Fails with NOT_PERMITTED or
   * REQUEST_TOO_LARGE.
   */
  public Uni<Plan> preview(NewAct wanted) {
    Reason denied = PerformActs.refusal(wanted.actor(), wanted.task());
    CloseRequest close = wanted.task().close();
    if (denied != null || close == null) {
      return Uni.createFrom()
          .failure(new TradingException(denied == null ? Reason.REQUEST_MALFORMED : denied));
    }
    int most = config.previewAccountsMax();
    return acts.named(wanted.actor(), wanted.named(), wanted.everyAccount(), most + 1)
        .chain(
            accounts -> {
              if (accounts.size() > most) {
                throw new TradingException(
                    Denial.of(
                        Reason.REQUEST_TOO_LARGE,
                        "a preview is over at most " + most + " accounts"));
              }
              return Multi.createFrom()
                  .iterable(accounts)
                  .onItem()
                  .transformToUni(account -> line(wanted.actor(), account, close))
                  .merge(config.concurrency())
                  .collect()
                  .asList();
            })
        .map(
            lines -> {
              List<Line> sorted =
                  lines.stream().sorted(Comparator.comparing(l -> l.account().place())).toList();
              return new Plan(sorted, digest(sorted));
            });
  }

  /**
   * The act that does what the caller has seen, to the accounts that he has seen. Fails with
   * BOOK_CHANGED where it would do something else by now; an account that changes after that is
   * refused in the act.
   */
  public Uni<NewAct> expecting(NewAct wanted, String digest) {
    return preview(wanted)
        .map(
            plan -> {
              if (!plan.digest().equals(digest)) {
                throw new TradingException(Reason.BOOK_CHANGED);
              }
              return wanted.expecting(
                  plan.lines().stream().map(line -> line.account().named()).toList(),
                  plan.expected());
            });
  }

  private Uni<Line> line(Actor actor, ActStore.Named named, CloseRequest close) {
    AccountId account = named.account();
    if (account == null) {
      return Uni.createFrom().item(new Line(named, null, Denial.of(Reason.ACCOUNT_NOT_FOUND)));
    }
    return liquidations
        .preview(actor, account, close)
        .map(plan -> new Line(named, plan, null))
        .onFailure(
            failure ->
                failure instanceof TradingException && !TradingException.isOfTheStore(failure))
        .recoverWithItem(failure -> new Line(named, null, ((TradingException) failure).denial()));
  }

  private static String digest(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      AccountId account = line.account().account();
      Denial denial = line.denial();
      text.append(account == null ? line.account().named() : account.value())
          .append(' ')
          .append(
              line.plan() != null ? line.plan().digest() : denial == null ? "" : denial.reason())
          .append('\n');
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
