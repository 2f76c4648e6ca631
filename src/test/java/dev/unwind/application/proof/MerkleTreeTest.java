// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against roots that the program in docs/proof.md has computed. */
class MerkleTreeTest {
  private static final Map<Integer, String> ROOTS =
      Map.of(
          1, "7f9c9e31ac8256ca2f258583df262dbc7d6f68f2a03043d5c99a4ae5a7396ce9",
          2, "28fb81e496897e0ce886f08602392e9239b65c659041e5202163e58ad898f444",
          3, "ba8d94b7fbcecae7b81c4c80574fe24734a6917bf9c1ecd66ff3e0c34ead4620",
          5, "85e20cac1f02fda7bcdb2fc3f908568c57018c77815f1fa361acad13994f08bf",
          8, "f907f23f76aa01b755a614d31ef9832909f44638b4590073301e61e6d01f9a1d");

  @Test
  void treesOfAnySizeHaveTheRootThatOthersCompute() {
    ROOTS.forEach(
        (size, root) -> {
          List<byte[]> digests = new ArrayList<>();
          for (int i = 0; i < size; i++) {
            byte[] digest = new byte[32];
            Arrays.fill(digest, (byte) i);
            digests.add(digest);
          }
          assertThat(HexFormat.of().formatHex(MerkleTree.root(digests))).isEqualTo(root);
        });
  }
}
