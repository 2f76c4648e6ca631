// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import dev.unwind.application.proof.Checkpoint;
import dev.unwind.application.proof.CheckpointOutlet;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.application.webhook.WebhookTransport;
import dev.unwind.persistence.proof.CheckpointJson;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** To a file, line by line, and to an address; wherever the operator wants them. */
@ApplicationScoped
class CheckpointDelivery implements CheckpointOutlet {
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

  private final ProofConfig config;
  private final WebhookTransport transport;

  CheckpointDelivery(ProofConfig config, WebhookTransport transport) {
    this.config = config;
    this.transport = transport;
  }

  @Override
  public boolean isOpen() {
    return config.checkpointsFile().isPresent() || config.checkpointsUrl().isPresent();
  }

  @Override
  public Uni<Void> deliver(Checkpoint checkpoint) {
    String line = CheckpointJson.line(checkpoint);
    return config
        .checkpointsFile()
        .map(file -> append(file, line))
        .orElseGet(() -> Uni.createFrom().voidItem())
        .chain(
            () ->
                config
                    .checkpointsUrl()
                    .map(url -> post(url, line))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private static Uni<Void> append(Path file, String line) {
    return Uni.createFrom()
        .<Void>item(
            () -> {
              try {
                appendNow(file, line);
                return null;
              } catch (IOException e) {
                throw new UncheckedIOException("cannot append to " + file, e);
              }
            })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /** What was begun and not finished, when the machine failed, is left as a line of its own. */
  static void appendNow(Path file, String line) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = out.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      boolean torn = end > 0 && out.read(last, end - 1) == 1 && last.get(0) != '\n';
      ByteBuffer bytes =
          ByteBuffer.wrap(((torn ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8));
      out.position(end);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  private Uni<Void> post(URI url, String line) {
    return transport
        .post(url, HEADERS, line.getBytes(StandardCharsets.UTF_8), config.deliveryTimeout())
        .onItem()
        .transformToUni(
            status ->
                status >= 200 && status < 300
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .failure(new IOException(url.getHost() + " answered " + status)));
  }
}
