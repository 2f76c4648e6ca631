// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.proof.ChainHead;
import dev.unwind.application.proof.ProvenSpan;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the chain says of a stretch of an account's log. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "accountId",
      "status",
      "from",
      "to",
      "end",
      "chainedTo",
      "faults",
      "more"
    })
public record UnwindProof(
    long accountId,
    @Schema(
            enumeration = {"VERIFIED", "UNPROVEN", "BROKEN"},
            description =
                "VERIFIED: all of it is what was chained when it was new. UNPROVEN: nothing contradicts, and what is after"
                    + " chainedTo is too new to be chained. BROKEN: something is not what was chained")
        String status,
    @Schema(description = "Number of the first event that was looked at") long from,
    @Schema(description = "Number of the last; below from where the log ends before it") long to,
    @Schema(description = "Number of the log's last event") long end,
    @Schema(description = "How far the log is chained") long chainedTo,
    @Schema(
            description =
                "The chain's head after what was computed, which may be more than was asked for")
        @Nullable Head head,
    @Schema(
            description =
                "The newest checkpoint within what was computed, of the last 1440, which has the same head")
        @Nullable Checkpoint checkpoint,
    @Schema(description = "What is not as it was chained; at most 100") List<Fault> faults,
    @Schema(description = "Whether more was asked for than was looked at") boolean more,
    @Schema(description = "Value of from for the rest") @Nullable Long next) {

  /** A head of the chain. */
  @RegisterForReflection
  @Schema(
      name = "UnwindChainHead",
      requiredProperties = {"seq", "hash"})
  public record Head(long seq, @Schema(description = "SHA-256 in hexadecimal") String hash) {}

  /** A checkpoint of the ledger that has the account. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindChainCheckpoint",
      requiredProperties = {"number", "at", "seq"})
  public record Checkpoint(
      long number,
      Instant at,
      @Schema(description = "Number of the account's last event in it") long seq,
      @Schema(description = "The key that it is signed with") @Nullable String keyId,
      @Schema(description = "When it was acknowledged where it is kept")
          @Nullable Instant deliveredAt) {}

  /** Something that is not as it was chained. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindChainFault", requiredProperties = "message")
  public record Fault(
      @Schema(description = "Number of the event, where it is of one") @Nullable Long seq,
      @Schema(description = "Kind of the event, where it is there") @Nullable String kind,
      String message) {}

  static UnwindProof of(long account, ProvenSpan span, long askedTo) {
    ChainHead head = span.head();
    ProvenSpan.Kept kept = span.checkpoint();
    boolean more = span.last() < Math.min(askedTo, span.end());
    return new UnwindProof(
        account,
        span.verdict().name(),
        span.first(),
        span.last(),
        span.end(),
        span.chained(),
        head == null ? null : new Head(head.seq(), HexFormat.of().formatHex(head.hash())),
        kept == null
            ? null
            : new Checkpoint(
                kept.number(), kept.at(), kept.seq(), kept.keyId(), kept.deliveredAt()),
        span.faults().stream()
            .map(fault -> new Fault(fault.seq(), fault.kind(), fault.what()))
            .toList(),
        more,
        more ? (Long) (span.last() + 1) : null);
  }
}
