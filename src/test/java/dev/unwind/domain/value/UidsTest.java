// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UidsTest {
  @Test
  void an_id_is_read_in_small_and_capital_letters() {
    UUID id = UUID.fromString("4f2c5a58-7f5d-4f0a-8f39-0a5f1c6a9a02");

    assertThat(Uids.read("4f2c5a58-7f5d-4f0a-8f39-0a5f1c6a9a02")).contains(id);
    assertThat(Uids.read("4F2C5A58-7F5D-4F0A-8F39-0A5F1C6A9A02")).contains(id);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "4f2c5a58-7f5d-4f0a-8f3-00a5f1c6a9a02",
        "4f2c5a587f5d4f0a8f390a5f1c6a9a02",
        "4f2c5a58-7f5d-4f0a-8f39-0a5f1c6a9a0g",
        " 4f2c5a58-7f5d-4f0a-8f39-0a5f1c6a9a02"
      })
  void groups_of_other_lengths_are_no_id(String text) {
    assertThat(Uids.read(text)).isEmpty();
  }
}
