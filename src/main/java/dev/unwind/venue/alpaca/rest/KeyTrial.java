// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import dev.unwind.venue.VenueProbe;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;

/** Asks a broker once for the account of a key, which changes nothing there. */
public final class KeyTrial {
  private static final List<String> BLOCKS = List.of("trading_blocked", "account_blocked");

  private final String venue;
  private final URI url;
  private final BrokerHttp http;

  /**
   * @param http closed when the broker was asked
   */
  public KeyTrial(String venue, URI url, BrokerHttp http) {
    this.venue = venue;
    this.url = url;
    this.http = http;
  }

  public Uni<VenueProbe.Found> ask() {
    return http.get("/v2/account")
        .map(this::found)
        .onTermination()
        .call(() -> Uni.createFrom().completionStage(http.close().toCompletionStage()));
  }

  private VenueProbe.Found found(BrokerAnswer answer) {
    if (answer instanceof BrokerAnswer.NotSent nothing) {
      return trouble("cannot be reached: " + nothing.why(), "orders for it wait until it can be");
    }
    if (answer instanceof BrokerAnswer.Unknown nothing) {
      return trouble("does not answer: " + nothing.why(), "orders for it wait until it does");
    }
    if (answer instanceof BrokerAnswer.Answered answered) {
      return found(answered);
    }
    return trouble("has counted too many requests", "see who else uses the key");
  }

  private VenueProbe.Found found(BrokerAnswer.Answered answered) {
    if (answered.isUnauthorized() || answered.isForbidden()) {
      return trouble("refuses the key (status " + answered.status() + ")", "see key-id and secret");
    }
    if (!answered.isSuccess()) {
      return trouble("answers with status " + answered.status(), "see whether url is the broker's");
    }
    JsonObject account;
    try {
      account = answered.object();
    } catch (DecodeException | ClassCastException e) {
      return trouble("answers with what is no account", "see whether url is the broker's");
    }
    for (String block : BLOCKS) {
      if (Boolean.TRUE.equals(account.getValue(block))) {
        return trouble("takes the key, and says " + block, "ask the broker; it takes no orders");
      }
    }
    Object status = account.getValue("status");
    String is = status == null ? "" : "; the account is " + status;
    return new VenueProbe.Found(venue, where(), "takes the key" + is, null);
  }

  private VenueProbe.Found trouble(String said, String advice) {
    return new VenueProbe.Found(venue, where(), said, advice);
  }

  private String where() {
    return "alpaca at " + url;
  }
}
