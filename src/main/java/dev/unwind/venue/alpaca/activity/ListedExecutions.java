// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.activity;

import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The broker's list of executions, page by page. */
public final class ListedExecutions {
  /** Of 100 executions. */
  private static final int PAGES_MAX = 20;

  private final BrokerCalls calls;

  public ListedExecutions(BrokerCalls calls) {
    this.calls = calls;
  }

  /**
   * Executions, oldest first.
   *
   * @param isWhole whether they are all that the broker has to tell; it may not have such a list
   */
  public record Listed(List<JsonObject> entries, boolean isWhole) {}

  /** Those from a moment on. */
  public Uni<Listed> since(Instant moment) {
    return page(moment, null, 1, new ArrayList<>());
  }

  private Uni<Listed> page(
      Instant after, @Nullable String token, int number, List<JsonObject> all) {
    // Without the first page it was in vain to look at an order.
    return (token == null ? calls.begun() : calls)
        .executions(after, token)
        .chain(
            answer -> {
              if (!(answer instanceof Answered answered) || !answered.isSuccess()) {
                boolean isAbsent = answer instanceof Answered other && other.isAbsent();
                return Uni.createFrom().item(new Listed(all, isAbsent));
              }
              JsonArray list;
              try {
                list = answered.list();
              } catch (DecodeException | ClassCastException e) {
                return Uni.createFrom().item(new Listed(all, false));
              }
              for (int i = 0; i < list.size(); i++) {
                all.add(list.getJsonObject(i));
              }
              if (!BrokerCalls.isWholePage(list.size())) {
                return Uni.createFrom().item(new Listed(all, true));
              }
              return number < PAGES_MAX
                  ? page(after, all.get(all.size() - 1).getString("id"), number + 1, all)
                  : Uni.createFrom().item(new Listed(all, false));
            });
  }
}
