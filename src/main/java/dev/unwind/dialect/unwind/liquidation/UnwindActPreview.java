// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.act.PreviewAct;
import dev.unwind.domain.book.Denial;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an act over several accounts would do now. Nothing of it is written. */
@RegisterForReflection
@Schema(requiredProperties = {"digest", "accounts"})
public record UnwindActPreview(
    @Schema(
            description =
                "Of all that would be done to all of them. Sent as If-Match, the act is refused with 412 once it would do"
                    + " something else")
        String digest,
    List<Entry> accounts) {

  /** One account: what would be done, or why nothing would. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindActPreviewEntry", requiredProperties = "account")
  public record Entry(
      @Schema(description = "As the caller named it; with *, its name") String account,
      @Nullable UnwindPreview preview,
      @Nullable String reason,
      @Nullable String message) {}

  static UnwindActPreview of(PreviewAct.Plan plan) {
    return new UnwindActPreview(
        plan.digest(), plan.lines().stream().map(UnwindActPreview::entry).toList());
  }

  private static Entry entry(PreviewAct.Line line) {
    Denial denial = line.denial();
    String currency = line.account().currency();
    return new Entry(
        line.account().named(),
        line.plan() == null || currency == null ? null : UnwindPreview.of(line.plan(), currency),
        denial == null ? null : denial.reason().name(),
        denial == null ? null : denial.text() == null ? denial.reason().meaning() : denial.text());
  }
}
