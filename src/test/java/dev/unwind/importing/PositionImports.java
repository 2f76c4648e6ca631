// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.importing.book.ImportMistake;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.table.PositionFile;
import dev.unwind.importing.table.PositionFile.Format;
import dev.unwind.importing.table.PositionFile.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ListAssert;

/** Imports files of positions into accounts of one name. */
final class PositionImports {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ImportBook importBook;
  private final String account;

  PositionImports(ImportBook importBook, String account) {
    this.importBook = importBook;
    this.account = account;
  }

  static Options mapped(Map<String, String> columns) {
    return new Options(columns, false, List.of(), null, null, null, false);
  }

  static Options skipping(String... names) {
    return new Options(Map.of(), false, List.of(names), null, null, null, false);
  }

  ImportReport load(Format format, String text) {
    return load(format, text, Options.NONE);
  }

  ImportReport load(Format format, String text, Options options) {
    return load(format, text.getBytes(StandardCharsets.UTF_8), options);
  }

  ImportReport load(Format format, byte[] text, Options options) {
    return importBook
        .positions(text, "test", new PositionFile(format, account, "USD", options))
        .await()
        .atMost(PATIENCE);
  }

  ImportReport book(String text) {
    return importBook.book(text.getBytes(StandardCharsets.UTF_8), "test").await().atMost(PATIENCE);
  }

  ListAssert<String> assertMistakes(Format format, String text) {
    return assertMistakes(format, text, Options.NONE);
  }

  ListAssert<String> assertMistakes(Format format, String text, Options options) {
    try {
      load(format, text, options);
      throw new AssertionError("imported");
    } catch (ImportRefusedException e) {
      assertThat(BookRows.of("select 1 from account where name = ?", account))
          .as("nothing is loaded")
          .isEmpty();
      return assertThat(e.mistakes().stream().map(ImportMistake::toString).toList());
    }
  }

  /** Symbol, quantity, entry price, last price of each position, in the order of the file. */
  List<String> positions() {
    return BookRows.of(
        "select i.symbol, p.qty, p.entry_price, q.last from position p"
            + " join instrument i using (instrument_id) join account a using (account_id)"
            + " left join quote q using (instrument_id) where a.name = ? order by p.position_id",
        account);
  }

  static byte[] file(String name) {
    try (InputStream in = PositionImports.class.getResourceAsStream("/import/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    return new String(file(name), StandardCharsets.UTF_8);
  }
}
