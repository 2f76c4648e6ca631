// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.act.Act;
import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActSums;
import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.Liquidation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One request over many accounts, and how far it has come. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"id", "kind", "status", "actor", "sums", "createdAt", "accounts"})
public record UnwindAct(
    UUID id,
    @Schema(enumeration = {"LIQUIDATION", "HALT"}) String kind,
    @Schema(
            enumeration = {"RUNNING", "DECIDED"},
            description =
                "DECIDED: every account is accepted or refused; its liquidation goes on by itself")
        String status,
    String actor,
    @Nullable String requestId,
    @Nullable String statedReason,
    @Nullable String clientReference,
    Sums sums,
    Instant createdAt,
    @Nullable Instant decidedAt,
    List<Entry> accounts,
    @Schema(description = "Value of accountsAfter for the next accounts, where there are more")
        @Nullable Integer nextAccountsAfter) {

  /** Over the accounts that the caller may see. */
  @RegisterForReflection
  @Schema(
      name = "UnwindActSums",
      requiredProperties = {
        "accounts",
        "pending",
        "accepted",
        "refused",
        "closing",
        "closed",
        "endedOtherwise",
        "positionsOpen",
        "positionsClosed",
        "positionsEndedOtherwise",
        "ordersCanceled",
        "ordersAsked",
        "ordersKept"
      })
  public record Sums(
      int accounts,
      int pending,
      int accepted,
      int refused,
      @Schema(description = "Liquidations that have not ended") int closing,
      @Schema(description = "Liquidations that ended with all closed") int closed,
      int endedOtherwise,
      long positionsOpen,
      long positionsClosed,
      long positionsEndedOtherwise,
      @Schema(description = "Orders whose cancel is final") long ordersCanceled,
      @Schema(
              description =
                  "Orders whose cancel the venue has been asked for; they may still trade")
          long ordersAsked,
      @Schema(description = "Orders that could not be cancelled now") long ordersKept) {}

  /** One account of it. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindActEntry",
      requiredProperties = {"place", "account", "status"})
  public record Entry(
      int place,
      @Schema(description = "As the caller named it; with *, its name") String account,
      @Nullable Long accountId,
      @Schema(
              enumeration = {"PENDING", "ACCEPTED", "REFUSED"},
              description =
                  "REFUSED with blocked: it was halted, and could not be closed for this reason")
          String status,
      @Nullable String reason,
      @Nullable String message,
      @Schema(
              enumeration = {"ACTIVE", "CLOSE_ONLY", "HALTED"},
              description =
                  "The latch that it left: the one asked for, or a stricter one that was there")
          @Nullable String blocked,
      @Nullable Cancels cancels,
      @Schema(description = "What is being closed, as it stands now") @Nullable Closing closing,
      @Nullable Instant decidedAt) {}

  /** What became of the working orders when the account was decided. */
  @RegisterForReflection
  @Schema(
      name = "UnwindActCancels",
      requiredProperties = {"canceled", "asked", "kept"})
  public record Cancels(int canceled, int asked, int kept) {}

  /** A liquidation of it. */
  @RegisterForReflection
  @Schema(
      name = "UnwindActClosing",
      requiredProperties = {"liquidation", "status", "open", "filled", "endedOtherwise"})
  public record Closing(
      UUID liquidation, String status, int open, int filled, int endedOtherwise) {}

  static UnwindAct of(Act act, ActSums sums, List<ActEntry> entries, @Nullable Integer next) {
    return new UnwindAct(
        act.id(),
        act.task().kind().name(),
        act.endedAt() == null ? "RUNNING" : "DECIDED",
        act.origin().actor(),
        act.origin().requestId(),
        act.reason(),
        act.clientReference(),
        new Sums(
            sums.accounts(),
            sums.pending(),
            sums.accepted(),
            sums.refused(),
            sums.running(),
            sums.filled(),
            sums.ended(),
            sums.openItems(),
            sums.filledItems(),
            sums.otherItems(),
            sums.canceled(),
            sums.asked(),
            sums.kept()),
        act.createdAt(),
        act.endedAt(),
        entries.stream().map(UnwindAct::entry).toList(),
        next);
  }

  private static Entry entry(ActEntry entry) {
    Reason reason = entry.reason();
    ActEntry.Cancels cancels = entry.cancels();
    ActEntry.Closing closing = entry.closing();
    return new Entry(
        entry.place(),
        entry.named(),
        entry.account() == null ? null : entry.account().value(),
        entry.status().name(),
        reason == null ? null : reason.name(),
        reason == null ? null : entry.text() == null ? reason.meaning() : entry.text(),
        entry.blocked() == null ? null : entry.blocked().name(),
        cancels == null ? null : new Cancels(cancels.canceled(), cancels.asked(), cancels.kept()),
        closing == null ? null : closing(closing),
        entry.decidedAt());
  }

  private static Closing closing(ActEntry.Closing closing) {
    Liquidation.ItemCounts items = closing.items();
    return new Closing(
        closing.liquidation(),
        closing.status().name(),
        items.open(),
        items.filled(),
        items.partiallyFilled() + items.canceled() + items.failed());
  }
}
