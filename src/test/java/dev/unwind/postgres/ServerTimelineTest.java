// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.postgres.ServerTimeline.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerTimelineTest {
  private final ServerTimeline timeline = new ServerTimeline();
  private final List<ServerTimeline.Turn> turns = new ArrayList<>();

  @BeforeEach
  void listen() {
    timeline.onTurn(turns::add);
  }

  @Test
  void aServerThatGoesOnIsNoTurn() {
    assertThat(meet("A", "00000001", 100)).isTrue();
    assertThat(meet("A", "00000001", 200)).isTrue();
    assertThat(meet("A", "00000001", 200)).isTrue();
    assertThat(turns).isEmpty();
  }

  @Test
  void aNewTimelineIsATurnThatMayHaveLostNothing() {
    meet("A", "00000001", 100);
    assertThat(meet("A", "00000002", 150)).isTrue();
    assertThat(turns).singleElement().returns(false, ServerTimeline.Turn::wentBack);
    assertThat(timeline.losses()).isZero();
  }

  @Test
  void aNewTimelineFromAnEarlierPointAndAnotherServerHaveGoneBack() {
    meet("A", "00000001", 100);
    meet("A", "00000002", 90);
    meet("B", "00000001", 500);
    assertThat(turns).hasSize(2).allMatch(ServerTimeline.Turn::wentBack);
    assertThat(timeline.losses()).as("nobody need have been told of it").isZero();
  }

  @Test
  void aCopyPutBackIsATurnAlthoughItsTimelineIsTheSame() {
    meet("A", "00000001", 100);
    assertThat(meet("A", "00000001", 60)).isTrue();
    assertThat(turns).singleElement().returns(true, ServerTimeline.Turn::wentBack);
  }

  @Test
  void answersThatOvertakeEachOtherAreNoTurn() {
    Place asked = timeline.known();
    timeline.met(asked, new Place("A", "00000001", 200));
    timeline.met(asked, new Place("A", "00000001", 100));
    assertThat(turns).isEmpty();
    assertThat(timeline.known()).isEqualTo(new Place("A", "00000001", 200));
  }

  @Test
  void aServerThatWasLeftBehindIsNotBelievedAnyMore() {
    meet("A", "00000001", 100);
    meet("A", "00000002", 100);
    assertThat(meet("A", "00000001", 900)).isFalse();
    assertThat(turns).hasSize(1);
  }

  @Test
  void onlyWhatIsFoundToBeGoneIsALoss() {
    timeline.lost();
    timeline.lost(7);
    assertThat(timeline.losses()).isEqualTo(2);
    assertThat(timeline.commitsLost()).isEqualTo(7);
  }

  private boolean meet(String system, String line, long position) {
    return timeline.met(timeline.known(), new Place(system, line, position));
  }
}
