// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.importing.ImportBook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Two accounts and their principals, with names of their own. */
public final class AccessBook {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Distinguishes this book's names from those of every other. */
  public final String tag = "access-" + System.nanoTime() + "-" + NUMBER.incrementAndGet();

  /** Loads it. */
  public static AccessBook load(ImportBook importBook) {
    AccessBook book = new AccessBook();
    String text =
        """
        {"accounts": [{"name": "%1$s-a", "currency": "USD"}, {"name": "%1$s-b", "currency": "USD"}],
         "principals": [
           {"name": "%1$s-trader", "password": "%1$s-password", "roles": ["trader"], "accounts": ["%1$s-a"],
            "apiKeys": [{"id": "%1$s-key", "secret": "%1$s-secret"}], "tokens": ["%1$s-token"]},
           {"name": "%1$s-reader", "roles": ["reader"], "accounts": ["%1$s-a", "%1$s-b"], "tokens": ["%1$s-reader-token"]},
           {"name": "%1$s-risk", "roles": ["risk"], "accounts": ["*"], "tokens": ["%1$s-risk-token"]}]}
        """
            .formatted(book.tag);
    importBook
        .book(text.getBytes(StandardCharsets.UTF_8), "test")
        .await()
        .atMost(Duration.ofSeconds(30));
    return book;
  }

  public String keyId() {
    return tag + "-key";
  }

  public String secret() {
    return tag + "-secret";
  }

  public String token() {
    return tag + "-token";
  }
}
