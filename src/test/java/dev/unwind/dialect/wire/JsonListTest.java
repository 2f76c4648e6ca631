// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonListTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void piecesMakeTheSameTextAsTheWhole() throws IOException {
    for (int size : new int[] {0, 1, 700, 20_000}) {
      List<List<String>> items =
          IntStream.range(0, size)
              .mapToObj(n -> List.of("item " + n, "\u00e9".repeat(n % 90)))
              .toList();

      List<byte[]> pieces = pieces(new JsonList(JSON, items));

      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] piece : pieces) {
        all.write(piece);
      }
      assertThat(all.toByteArray()).as("%d items", size).isEqualTo(JSON.writeValueAsBytes(items));
    }
  }

  @Test
  void aLongListIsNeverInMemoryAsAWhole() {
    List<String> items = IntStream.range(0, 10_000).mapToObj(n -> "x".repeat(950)).toList();

    List<byte[]> pieces = pieces(new JsonList(JSON, items));

    assertThat(pieces).hasSizeGreaterThan(100).allMatch(piece -> piece.length < 100_000);
  }

  private static List<byte[]> pieces(JsonList list) {
    List<byte[]> pieces = new ArrayList<>();
    while (!list.hasEnded()) {
      pieces.add(list.next());
    }
    return pieces;
  }
}
