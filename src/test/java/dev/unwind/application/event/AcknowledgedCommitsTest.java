// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcknowledgedCommitsTest {
  private final AcknowledgedCommits commits = new AcknowledgedCommits(3);

  @Test
  void whatIsAnsweredAgainIsRememberedOnceAndPushesNothingOut() {
    note(1, 2, 3, 3, 1, 2);

    assertThat(commits.all()).containsExactly(at(1), at(2), at(3));
    assertThat(commits.remembered().mayHaveLostMore(List.of(at(1), at(2), at(3)))).isFalse();
  }

  @Test
  void moreMayBeLostWhereNoneIsThereFromBeforeTheLoss() {
    note(1, 2, 3, 4);

    assertThat(commits.remembered().mayHaveLostMore(List.of(at(2), at(3), at(4)))).isTrue();
    assertThat(commits.remembered().mayHaveLostMore(List.of(at(3), at(4)))).isFalse();
  }

  @Test
  void whatWasCommittedAfterTheLossSaysNothingOfWhatWasBefore() {
    note(1, 2, 3, 4);

    assertThat(commits.remembered().mayHaveLostMore(List.of(at(2), at(3)))).isTrue();
  }

  @Test
  void anOldCommitThatIsAnsweredAgainSaysNothingOfWhatWasForgottenSince() {
    note(5, 6, 1, 7);

    assertThat(commits.remembered().mayHaveLostMore(List.of(at(6), at(7)))).isTrue();
  }

  private void note(long... numbers) {
    for (long number : numbers) {
      commits.note(at(number));
    }
  }

  private static AcknowledgedCommit at(long number) {
    return AcknowledgedCommit.of(
        new AccountId(1), number, Instant.ofEpochSecond(number), "order " + number);
  }
}
