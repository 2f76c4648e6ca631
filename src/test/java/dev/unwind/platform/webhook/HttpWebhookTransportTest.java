// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.webhook;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.webhook.TargetPolicy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that point where they must not are refused at the moment of delivery. */
class HttpWebhookTransportTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpWebhookTransport transport(HttpWebhookTransport.Resolver resolver) {
    return new HttpWebhookTransport(vertx, new TargetPolicy(false), 4, resolver);
  }

  private static void post(HttpWebhookTransport transport, String url) {
    transport
        .post(URI.create(url), Map.of(), new byte[0], Duration.ofSeconds(2))
        .await()
        .atMost(Duration.ofSeconds(30));
  }

  @Test
  void aNameOfThePrivateNetworkIsRefused() {
    HttpWebhookTransport transport =
        transport(name -> new InetAddress[] {InetAddress.getByName("10.0.0.7")});

    assertThatThrownBy(() -> post(transport, "https://hooks.example.com/"))
        .hasMessageContaining("private network");
  }

  @Test
  void oneAddressOfThePrivateNetworkIsEnoughToRefuseTheName() {
    HttpWebhookTransport transport =
        transport(
            name ->
                new InetAddress[] {
                  InetAddress.getByName("93.184.216.34"), InetAddress.getLoopbackAddress()
                });

    assertThatThrownBy(() -> post(transport, "https://hooks.example.com/"))
        .hasMessageContaining("private network");
  }

  @Test
  void theNameIsResolvedAgainForEveryDelivery() {
    AtomicInteger asked = new AtomicInteger();
    HttpWebhookTransport transport =
        transport(
            name -> {
              asked.incrementAndGet();
              throw new IOException("no such host");
            });

    assertThatThrownBy(() -> post(transport, "https://hooks.example.com/"))
        .hasMessageContaining("cannot be resolved");
    assertThatThrownBy(() -> post(transport, "https://hooks.example.com/"))
        .hasMessageContaining("cannot be resolved");
    org.assertj.core.api.Assertions.assertThat(asked).hasValue(2);
  }

  @Test
  void aLiteralOfThePrivateNetworkIsRefusedUnresolved() {
    HttpWebhookTransport transport =
        transport(
            name -> {
              throw new IllegalStateException("must not be asked");
            });

    assertThatThrownBy(() -> post(transport, "https://169.254.169.254/"))
        .hasMessageContaining("private network");
  }
}
