// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.PrincipalId;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {
  private static final PrincipalId DESK = new PrincipalId(1);
  private static final PrincipalId OTHER = new PrincipalId(2);

  private final StreamPlaces places = new StreamPlaces(new Settings(3, 2));

  private record Settings(int perAddress, int perPrincipal) implements StreamsConfig {}

  @Test
  void anAddressHasSoManyStreamsAndNoMore() {
    StreamPlaces.Place first = places.take("a").orElseThrow();
    assertThat(places.take("a")).isPresent();
    assertThat(places.take("a")).isPresent();
    assertThat(places.take("a")).isEmpty();
    assertThat(places.take("b")).isPresent();
    assertThat(first.leave()).isTrue();
    assertThat(first.leave()).isFalse();
    assertThat(places.take("a")).isPresent();
    assertThat(places.take("a")).isEmpty();
  }

  @Test
  void aPrincipalHasSoManyStreamsWhereverTheyComeFrom() {
    StreamPlaces.Place first = places.take("a", DESK).orElseThrow();
    StreamPlaces.Place second = places.take("b").orElseThrow();
    assertThat(second.belongsTo(DESK)).isTrue();
    assertThat(second.belongsTo(DESK)).as("counted once").isTrue();
    assertThat(places.take("c", DESK)).isEmpty();
    assertThat(places.take("c").orElseThrow().belongsTo(OTHER)).isTrue();
    assertThat(second.belongsTo(OTHER)).isTrue();
    assertThat(places.take("c", DESK)).isPresent();
    first.leave();
    assertThat(first.belongsTo(DESK)).as("an ended stream is nobody's").isFalse();
  }

  @Test
  void nothingIsKeptOfStreamsThatHaveEnded() {
    for (int i = 0; i < 1000; i++) {
      places.take("address " + i, new PrincipalId(i)).orElseThrow().leave();
    }
    assertThat(places.size()).isZero();
  }
}
