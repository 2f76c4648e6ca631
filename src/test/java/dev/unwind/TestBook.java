// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import dev.unwind.importing.ImportBook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Books of tests that run in one application: a hash in every name keeps them apart. */
public final class TestBook {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String suffix;

  private TestBook(String suffix) {
    this.suffix = suffix;
  }

  /** Loads a book document in which each {@code #} stands for a number of its own. */
  public static TestBook load(ImportBook importBook, String document) {
    TestBook book = new TestBook("X" + NUMBER.incrementAndGet());
    importBook
        .book(book.name(document).getBytes(StandardCharsets.UTF_8), "test")
        .await()
        .atMost(Duration.ofSeconds(30));
    return book;
  }

  /** A name as it stands in this book, or any text with such names. */
  public String name(String text) {
    return text.replace("#", suffix);
  }
}
