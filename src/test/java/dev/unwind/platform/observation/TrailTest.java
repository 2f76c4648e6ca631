// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BesideTheApplication;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose trace it is that something is done in. */
@BesideTheApplication
class TrailTest {
  private static final ContextKey<String> NAME = ContextKey.named("name");

  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close();
  }

  @Test
  void whatIsDoneLaterBelongsToItsOwnRequestAndNotToTheOneAtHand() throws Exception {
    Trail first = request("first", Trail::ofCaller);

    assertThat(request("second", () -> name(first))).isEqualTo("first");
  }

  @Test
  void theRequestAtHandKeepsWhatItIsKnownBy() throws Exception {
    Trail first = request("first", Trail::ofCaller);

    assertThat(
            request(
                "second",
                () -> {
                  String inside = name(first);
                  return inside + " " + Context.current().get(NAME);
                }))
        .isEqualTo("first second");
  }

  @Test
  void whatNobodyHasAskedForBelongsToNoRequest() throws Exception {
    Trail nobody = Trail.ofCaller();

    assertThat(request("second", () -> String.valueOf(name(nobody)))).isEqualTo("null");
  }

  @Test
  void outsideOfTheEventLoopsItIsDoneAllTheSame() {
    Trail nobody = Trail.ofCaller();

    assertThat(nobody.within(Uni.createFrom().item("done")).await().indefinitely())
        .isEqualTo("done");
  }

  /** Under which name something is done; it is done at once. */
  private static String name(Trail trail) {
    CompletableFuture<String> name = new CompletableFuture<>();
    trail
        .within(Uni.createFrom().item(() -> Context.current().get(NAME)))
        .subscribe()
        .with(name::complete);
    assertThat(name).isDone();
    return name.join();
  }

  /** Runs it as a request that is known under a name. */
  private static <T> T request(String name, Supplier<T> work) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    io.vertx.core.Context context =
        VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    QuarkusContextStorage.INSTANCE.attach(
        Objects.requireNonNull(context), Context.root().with(NAME, name));
    context.runOnContext(
        none -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    return result.get(20, TimeUnit.SECONDS);
  }
}
