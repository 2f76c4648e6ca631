// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.AccessTable;
import dev.unwind.dialect.Entrance;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that clients may ask for, by one name over HTTP and through the socket.
 *
 * @param name path below {@code /v1}, lower case
 * @param anonymous whether it needs no token
 * @param refusal the answer of a command that is not carried out; null where a status says it
 */
public record TradovateOperation<R>(
    String name,
    boolean anonymous,
    Function<TradovateCall, Uni<R>> handler,
    @Nullable Function<TradovateFailure, R> refusal) {

  public static <R> TradovateOperation<R> of(String name, Function<TradovateCall, Uni<R>> handler) {
    return new TradovateOperation<>(name, false, handler, null);
  }

  /** One that says in its answer why it is not carried out. */
  public static <R> TradovateOperation<R> command(
      String name, Function<TradovateCall, Uni<R>> handler, Function<TradovateFailure, R> refusal) {
    return new TradovateOperation<>(name, false, handler, refusal);
  }

  public static <R> TradovateOperation<R> anonymous(
      String name, Function<TradovateCall, Uni<R>> handler) {
    return new TradovateOperation<>(name, true, handler, null);
  }

  /** Calls it, if the caller may; what it throws is a failure of the answer. */
  public Uni<R> call(TradovateCall call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (anonymous) {
                return handler.apply(call);
              }
              try {
                require(call.caller(), AccessTable.tradovate(name));
              } catch (TradingException e) {
                if (refusal == null) {
                  throw e;
                }
                return Uni.createFrom().item(refusal.apply(TradovateErrors.failure(e)));
              }
              return handler.apply(call);
            });
  }

  /**
   * Requires that a caller may come in; role first, before anything is read.
   *
   * @throws TradovateFault where the token is none for this
   * @throws TradingException NOT_PERMITTED
   */
  public static void require(Authenticated caller, Entrance at) {
    switch (AccessTable.verdict(caller, at)) {
      case OPEN -> {}
      case CREDENTIAL_WRONG, SCOPE_MISSING -> throw TradovateFault.denied();
      case ROLE_FORBIDS -> throw new TradingException(Reason.NOT_PERMITTED);
    }
  }
}
