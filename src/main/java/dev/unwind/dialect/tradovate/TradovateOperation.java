// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/**
 * Something that clients may ask for, by one name over HTTP and through the socket.
 *
 * @param name path below {@code /v1}, lower case
 * @param anonymous whether it needs no token
 */
record TradovateOperation<R>(
    String name, boolean anonymous, Function<TradovateCall, Uni<R>> handler) {

  static <R> TradovateOperation<R> of(String name, Function<TradovateCall, Uni<R>> handler) {
    return new TradovateOperation<>(name, false, handler);
  }

  static <R> TradovateOperation<R> anonymous(String name, Function<TradovateCall, Uni<R>> handler) {
    return new TradovateOperation<>(name, true, handler);
  }

  /** Calls it; what it throws is a failure of the answer. */
  Uni<R> call(TradovateCall call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (!anonymous) {
                call.caller();
              }
              return handler.apply(call);
            });
  }
}
