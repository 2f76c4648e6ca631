// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.ChainHead;
import dev.unwind.application.proof.Checkpoint;
import dev.unwind.domain.value.AccountId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A checkpoint as it is delivered: one line of JSON. */
public final class CheckpointJson {
  private static final HexFormat HEX = HexFormat.of();

  private CheckpointJson() {}

  public static String line(Checkpoint checkpoint) {
    JsonArray heads = new JsonArray();
    for (ChainHead head : checkpoint.heads()) {
      heads.add(
          new JsonArray()
              .add(Long.toString(head.account().value()))
              .add(head.seq())
              .add(HEX.formatHex(head.hash())));
    }
    byte[] root = checkpoint.root();
    JsonObject json =
        new JsonObject()
            .put("ledger", checkpoint.ledger().toString())
            .put("number", checkpoint.number())
            .put("at", checkpoint.at().toString())
            .put("previous", HEX.formatHex(checkpoint.previous()))
            .put("root", HEX.formatHex(root))
            .put("hash", HEX.formatHex(checkpoint.hash(root, heads.size())));
    Checkpoint.Signed signed = checkpoint.signed();
    if (signed != null) {
      json.put("key", signed.keyId()).put("signature", HEX.formatHex(signed.signature()));
    }
    return json.put("heads", heads).encode();
  }

  /**
   * What was delivered, and the hash that it bore.
   *
   * @throws IllegalArgumentException if it is no checkpoint
   */
  public static Delivered read(String line) {
    try {
      JsonObject json = new JsonObject(line);
      List<ChainHead> heads = new ArrayList<>();
      for (Object each : json.getJsonArray("heads")) {
        JsonArray head = (JsonArray) each;
        heads.add(
            new ChainHead(
                new AccountId(Long.parseLong(head.getString(0))),
                head.getLong(1),
                HEX.parseHex(head.getString(2))));
      }
      String key = json.getString("key");
      Checkpoint checkpoint =
          new Checkpoint(
              UUID.fromString(json.getString("ledger")),
              json.getLong("number"),
              Instant.parse(json.getString("at")),
              HEX.parseHex(json.getString("previous")),
              heads,
              key == null
                  ? null
                  : new Checkpoint.Signed(key, HEX.parseHex(json.getString("signature"))));
      return new Delivered(checkpoint, HEX.parseHex(json.getString("hash")));
    } catch (DecodeException
        | DateTimeException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException e) {
      throw new IllegalArgumentException("no checkpoint", e);
    }
  }

  /** A checkpoint and the hash that stands beside it. */
  public record Delivered(Checkpoint checkpoint, byte[] hash) {}
}
