// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.importing.book.ImportMistake;
import dev.unwind.importing.book.ImportRefusedException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportedVenuesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ImportBook importBook;

  @Test
  void anAccountAtAVenueThatIsNotConfiguredIsRefusedByItsName() {
    String book =
        """
        {"accounts": [{"name": "v-1", "currency": "USD", "venue": "nowhere"},
           {"name": "v-2", "currency": "USD", "venue": "simulator"},
           {"name": "v-3", "currency": "USD", "venue": "Not a name"}]}
        """;
    assertThatThrownBy(
            () ->
                importBook
                    .book(book.getBytes(StandardCharsets.UTF_8), "test")
                    .await()
                    .atMost(PATIENCE))
        .asInstanceOf(InstanceOfAssertFactories.type(ImportRefusedException.class))
        .extracting(
            refused -> refused.mistakes().stream().map(ImportMistake::toString).toList(),
            InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrder(
            "accounts[0].venue: no venue is configured under the name nowhere; there are: simulator",
            "accounts[2].venue: is not a venue's name: lower-case letters, digits and hyphens");
  }
}
