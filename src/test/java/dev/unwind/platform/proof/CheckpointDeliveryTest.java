// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.proof.Checkpoint;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.persistence.proof.CheckpointJson;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file and an address, of which one may fail while the other takes what it is given. */
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class CheckpointDeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final UUID LEDGER = UUID.fromString("11111111-1111-1111-1111-111111111111");

  @TempDir Path directory;

  private final List<String> posted = new ArrayList<>();
  private int status = 200;
  private Path file;

  @BeforeEach
  void aFile() {
    file = directory.resolve("kept").resolve("checkpoints.jsonl");
  }

  private CheckpointDelivery delivery() {
    ProofConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(ProofConfig.class)
            .withDefaultValue("unwind.proof.checkpoints-file", file.toString())
            .withDefaultValue("unwind.proof.checkpoints-url", "https://keeper.example.com")
            .build()
            .getConfigMapping(ProofConfig.class);
    return new CheckpointDelivery(
        config,
        (target, headers, body, timeout) -> {
          if (status == 200) {
            posted.add(new String(body, StandardCharsets.UTF_8));
          }
          return Uni.createFrom().item(status);
        });
  }

  private static Checkpoint checkpoint(long number) {
    return new Checkpoint(LEDGER, number, Instant.EPOCH, new byte[32], List.of(), null);
  }

  private static void deliver(CheckpointDelivery delivery, long number) {
    delivery.deliver(checkpoint(number)).await().atMost(PATIENCE);
  }

  private static void fails(CheckpointDelivery delivery, long number) {
    assertThatThrownBy(() -> deliver(delivery, number)).isInstanceOf(RuntimeException.class);
  }

  private static String line(long number) {
    return CheckpointJson.line(checkpoint(number));
  }

  @Test
  void theFileHasOneLineHoweverOftenTheAddressFails() throws IOException {
    Files.createDirectory(file.getParent());
    CheckpointDelivery delivery = delivery();
    status = 503;
    for (int i = 0; i < 3; i++) {
      fails(delivery, 1);
    }
    // Who comes after it finds what stands in the file.
    fails(delivery(), 1);
    status = 200;
    deliver(delivery, 1);
    deliver(delivery, 2);
    assertThat(Files.readString(file)).isEqualTo(line(1) + "\n" + line(2) + "\n");
    assertThat(posted).containsExactly(line(1), line(2));
  }

  @Test
  void theAddressIsToldOnceHoweverOftenTheFileFails() throws IOException {
    CheckpointDelivery delivery = delivery();
    fails(delivery, 1);
    fails(delivery, 1);
    Files.createDirectory(file.getParent());
    deliver(delivery, 1);
    assertThat(Files.readString(file)).isEqualTo(line(1) + "\n");
    assertThat(posted).containsExactly(line(1));
  }

  @Test
  void aLineThatOnlyEndsLikeTheLastIsAppended() throws IOException {
    Files.createDirectory(file.getParent());
    CheckpointDelivery.appendNow(file, "one two");
    CheckpointDelivery.appendNow(file, "two");
    CheckpointDelivery.appendNow(file, "two");
    assertThat(Files.readAllLines(file)).containsExactly("one two", "two");
  }
}
