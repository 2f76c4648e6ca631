// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Work that is done one item after another, whatever becomes of those before. */
public final class OneByOne {
  private OneByOne() {}

  /**
   * @param failed what is made of each that has failed
   * @return never fails itself
   */
  public static <T> Uni<Void> each(
      Iterable<T> all, Function<T, Uni<?>> work, BiConsumer<T, Throwable> failed) {
    return until(failure -> false, all, work, failed);
  }

  /**
   * @param last after which failure those behind are left
   */
  static <T> Uni<Void> until(
      Predicate<Throwable> last,
      Iterable<T> all,
      Function<T, Uni<?>> work,
      BiConsumer<T, Throwable> failed) {
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(
            item ->
                Uni.createFrom()
                    .deferred(() -> work.apply(item).replaceWithVoid())
                    .onFailure()
                    .invoke(failure -> failed.accept(item, failure))
                    .onFailure(failure -> !last.test(failure))
                    .recoverWithNull())
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }
}
