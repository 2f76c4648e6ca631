// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.proof.CanonicalRecord;
import dev.unwind.persistence.proof.LoggedRow.Part;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The form that others compute again; the digests here were computed by another program. */
class RowLeavesTest {
  private static final HexFormat HEX = HexFormat.of();

  private static final String ROW =
      """
      {"seq": 2, "snapshot": {"order": {"tags": {"a/b": "\u00e9"}, "reason": null}, "empty": {}}, "account_id": 7,
       "list": ["y", "z"], "flag": true, "at": "2026-11-29T09:00:00.5+00:00", "\uD83D\uDE00": 1, "\uFFFD": 2}
      """;

  @Test
  void aRowIsItsLeavesInTheOrderOfTheirNames() {
    assertThat(RowLeaves.of(ROW))
        .containsExactly(
            Map.entry("account_id", "7"),
            Map.entry("at", "2026-11-29T09:00:00.5+00:00"),
            Map.entry("flag", "true"),
            Map.entry("list/0", "y"),
            Map.entry("list/1", "z"),
            Map.entry("seq", "2"),
            Map.entry("snapshot/order/tags/a~1b", "\u00e9"),
            Map.entry("\uFFFD", "2"),
            Map.entry("\uD83D\uDE00", "1"));
  }

  @Test
  void itsDigestIsThatOfNetstrings() {
    assertThat(HEX.formatHex(CanonicalRecord.digest("event", RowLeaves.of(ROW))))
        .isEqualTo("6e9389b8960090ff8352de7b7fdb0ba7b9e43a21025d349c29726b269ff3e4c5");
  }

  @Test
  void theExampleOfTheManualIsTrue() {
    byte[] head =
        Link.genesis(
            """
            {"ledger": "0f0e0d0c-0b0a-4908-8706-050403020100", "account_id": 7, "uid": "11111111-2222-4333-8444-555555555555",
             "currency": "USD", "created_at": "2026-11-29T09:00:00+00:00", "seq": 0, "cash": "1000", "positions": null}
            """);
    assertThat(HEX.formatHex(head))
        .isEqualTo("123a80c32d5efab191c1f116ba73dc03b8c5cc5884043e0aeea7c427be205508");
    byte[] salt = HEX.parseHex("000102030405060708090a0b0c0d0e0f");
    String event =
        """
        {"account_id": 7, "seq": 1, "event_id": 1000000000, "at": "2026-11-29T09:00:01.000001+00:00", "kind": "ACCOUNT_LATCHED",
         "actor": "riska", "dialect": "unwind",
         "snapshot": {"latch": {"trading_state": "HALTED", "latched_reason": "a word in confidence"}}}
        """;
    LoggedRow row = new LoggedRow(7, 1, 1, "ACCOUNT_LATCHED", Map.of(Part.EVENT, event));
    Link link =
        Link.of(
            row,
            (of, leaves) ->
                Link.hide(
                    leaves,
                    "snapshot/latch/latched_reason",
                    SaltedText.digest(salt, "a word in confidence")));
    assertThat(HEX.formatHex(link.after(head)))
        .isEqualTo("38db3705081b73ab755e755f5560bdb0161f8d3e517750c14021d3c967750b5b");
  }

  @Test
  void whatIsNullOrElsewhereInTheTextChangesNothing() {
    byte[] digest = CanonicalRecord.digest("event", RowLeaves.of("{\"a\":\"1\",\"b\":2.50}"));
    assertThat(
            CanonicalRecord.digest(
                "event", RowLeaves.of("{ \"later\": null, \"b\": 2.50, \"a\": \"1\" }")))
        .isEqualTo(digest);
    assertThat(CanonicalRecord.digest("event", RowLeaves.of("{\"a\":\"1\",\"b\":2.5}")))
        .isNotEqualTo(digest);
    assertThat(CanonicalRecord.digest("fill", RowLeaves.of("{\"a\":\"1\",\"b\":2.50}")))
        .isNotEqualTo(digest);
  }

  @Test
  void marksTellRowsApartHoweverFarTheyAre() {
    Marks marks = new Marks(10);
    byte[] digest = CanonicalRecord.digest("event", CanonicalRecord.leaves());
    Map<Part, byte[]> parts = new EnumMap<>(Map.of(Part.EVENT, digest, Part.ORDERS, digest));
    for (long seq : new long[] {11, 18, 26, 1L << 40}) {
      marks.add(new Link(1, seq, 1, "FILL", parts));
    }
    TreeMap<Long, Map<Part, byte[]>> read = Marks.read(marks.bytes(), 10).orElseThrow();
    assertThat(read.keySet()).containsExactly(11L, 18L, 26L, 1L << 40);
    assertThat(read.values())
        .allSatisfy(
            row -> {
              assertThat(row.keySet()).containsExactly(Part.EVENT, Part.ORDERS);
              assertThat(row.values()).allMatch(mark -> Marks.fit(mark, digest));
            });
    assertThat(Marks.read(new byte[] {1, 2}, 10)).isEmpty();
  }
}
