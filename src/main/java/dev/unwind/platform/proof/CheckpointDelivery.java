// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import dev.unwind.application.proof.Checkpoint;
import dev.unwind.application.proof.CheckpointOutlet;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.application.webhook.WebhookTransport;
import dev.unwind.persistence.proof.CheckpointJson;
import io.smallrye.mutiny.CompositeException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * To a file, line by line, and to an address; wherever the operator wants them. Each is told
 * whether the other takes it or not, and what one of them has taken is not given to it again when
 * the other makes the delivery fail.
 */
@ApplicationScoped
class CheckpointDelivery implements CheckpointOutlet {
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

  private final ProofConfig config;
  private final WebhookTransport transport;

  /** What the address has taken last. */
  private volatile String posted = "";

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
    List<Uni<Void>> all =
        Stream.of(
                config.checkpointsFile().map(file -> append(file, line)),
                config.checkpointsUrl().map(url -> post(url, line)))
            .flatMap(Optional::stream)
            .toList();
    return all.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.join()
            .all(all)
            .andCollectFailures()
            .onFailure(CompositeException.class)
            .transform(
                failed -> {
                  List<Throwable> causes = ((CompositeException) failed).getCauses();
                  return causes.size() == 1 ? causes.get(0) : failed;
                })
            .replaceWithVoid();
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

  /**
   * Not where it is the last line already. What was begun and not finished, when the machine
   * failed, is left as a line of its own.
   */
  static void appendNow(Path file, String line) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = out.size();
      if (isLast(out, line, end)) {
        return;
      }
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

  private static boolean isLast(FileChannel file, String line, long end) throws IOException {
    byte[] wanted = ("\n" + line + "\n").getBytes(StandardCharsets.UTF_8);
    // The first line of all has no end of another before it.
    int from = end == wanted.length - 1 ? 1 : 0;
    long start = end - (wanted.length - from);
    ByteBuffer read = ByteBuffer.allocate(wanted.length - from);
    while (start >= 0 && read.hasRemaining()) {
      if (file.read(read, start + read.position()) < 0) {
        return false;
      }
    }
    return start >= 0 && read.flip().equals(ByteBuffer.wrap(wanted, from, wanted.length - from));
  }

  private Uni<Void> post(URI url, String line) {
    if (line.equals(posted)) {
      return Uni.createFrom().voidItem();
    }
    return transport
        .post(url, HEADERS, line.getBytes(StandardCharsets.UTF_8), config.deliveryTimeout())
        .onItem()
        .transformToUni(
            status ->
                status >= 200 && status < 300
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .<Void>failure(new IOException(url.getHost() + " answered " + status)))
        .invoke(() -> posted = line);
  }
}
