// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.SecretDigest;
import dev.unwind.domain.account.Account;
import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.plan.BookStore;
import dev.unwind.importing.plan.ImportSource;
import dev.unwind.importing.plan.LedgerContents;
import dev.unwind.importing.plan.LedgerNames;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is offered at every start is asked for by its digest, before anything else is done. */
class RepeatedImportTest {
  private static final byte[] KNOWN = "{\"principals\": []}".getBytes(StandardCharsets.UTF_8);

  @SuppressWarnings("NullAway") // Whoever looks for a venue has gone too far.
  private final ImportBook imports =
      new ImportBook(
          text -> {
            throw new AssertionError("read");
          },
          null,
          null,
          new KnownDocuments(),
          () -> Instant.EPOCH,
          null,
          null);

  @Test
  void aBookImportedLongAgoIsNeitherReadNorAreItsPasswordsHashed() {
    ImportReport report = imports.book(KNOWN, "desk.json").await().atMost(Duration.ofSeconds(10));

    assertThat(report.applied()).isFalse();
  }

  /** A ledger that knows one document and takes none. */
  private static final class KnownDocuments implements BookStore {
    @Override
    public Uni<Optional<Account>> findAccount(String name) {
      throw new AssertionError("looked for an account");
    }

    @Override
    public Uni<Boolean> isApplied(byte[] sha256) {
      return Uni.createFrom().item(Arrays.equals(sha256, SecretDigest.of(KNOWN)));
    }

    @Override
    public Uni<Optional<BookPlan>> importOnce(
        byte[] sha256,
        ImportSource source,
        Instant now,
        LedgerNames names,
        Function<LedgerContents, BookPlan> plan) {
      throw new AssertionError("imported");
    }
  }
}
