// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.dialect.Dialect;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
  private static final PrincipalId DESK = new PrincipalId(1);
  private static final PrincipalId OTHER = new PrincipalId(2);
  private static final AccountScope SCOPE = scope(7, 8);

  private final Map<UUID, AccountScope> valid = new HashMap<>();
  private final List<LiveStreams.End> ends = new ArrayList<>();
  private final LiveStreams streams =
      new LiveStreams(
          new Settings(3, 2, Duration.ofSeconds(5)),
          asked -> {
            Map<UUID, AccountScope> found = new HashMap<>(valid);
            found.keySet().retainAll(asked);
            return Uni.createFrom().item(found);
          });

  private record Settings(int perAddress, int perPrincipal, Duration revocationCheck)
      implements StreamsConfig {}

  private Optional<LiveStreams.Stream> take(String address) {
    return streams.take(Dialect.ALPACA, 1000, address);
  }

  private Optional<LiveStreams.Stream> take(String address, PrincipalId principal) {
    return streams.take(Dialect.ALPACA, 1000, address, principal);
  }

  @Test
  void anAddressHasSoManyStreamsAndNoMore() {
    LiveStreams.Stream first = take("a").orElseThrow();
    assertThat(take("a")).isPresent();
    assertThat(take("a")).isPresent();
    assertThat(take("a")).isEmpty();
    assertThat(take("b")).isPresent();
    first.leave();
    first.leave();
    assertThat(take("a")).isPresent();
    assertThat(take("a")).isEmpty();
  }

  @Test
  void aPrincipalHasSoManyStreamsWhereverTheyComeFrom() {
    LiveStreams.Stream first = take("a", DESK).orElseThrow();
    LiveStreams.Stream second = take("b").orElseThrow();
    assertThat(second.belongsTo(DESK)).isTrue();
    assertThat(second.belongsTo(DESK)).as("counted once").isTrue();
    assertThat(take("c", DESK)).isEmpty();
    assertThat(take("c").orElseThrow().belongsTo(OTHER)).isTrue();
    assertThat(second.belongsTo(OTHER)).isTrue();
    assertThat(take("c", DESK)).isPresent();
    first.leave();
    assertThat(first.belongsTo(DESK)).as("an ended stream is nobody's").isFalse();
  }

  @Test
  void nothingIsKeptOfStreamsThatHaveEnded() {
    for (int i = 0; i < 1000; i++) {
      take("address " + i, new PrincipalId(i)).orElseThrow().leave();
    }
    assertThat(streams.counters()).isZero();
  }

  @Test
  void anApiHasSoManyStreamsAndLeavesTheOthersTheirs() {
    assertThat(streams.take(Dialect.ALPACA, 1, "a")).isPresent();
    assertThat(streams.take(Dialect.ALPACA, 1, "b")).isEmpty();
    assertThat(streams.take(Dialect.TRADOVATE, 1, "b")).isPresent();
    assertThat(streams.count()).isEqualTo(2);
  }

  @Test
  void whatIsRefusedByAnAddressTakesNoPlaceOfTheApi() {
    for (int i = 0; i < 10; i++) {
      streams.take(Dialect.ALPACA, 4, "a");
    }
    assertThat(streams.take(Dialect.ALPACA, 4, "b")).isPresent();
    assertThat(streams.take(Dialect.ALPACA, 4, "c")).isEmpty();
  }

  @Test
  void aStreamEndsOnceItsLastCredentialIsRevokedAndTheOthersStay() {
    UUID kept = UUID.randomUUID();
    UUID revoked = UUID.randomUUID();
    valid.put(kept, SCOPE);
    LiveStreams.Stream stream = take("a").orElseThrow();
    stream.endsBy(ends::add);
    streams.endRevoked().await().indefinitely();
    stream.dependsOn(who(revoked));
    stream.dependsOn(who(kept));
    streams.endRevoked().await().indefinitely();
    assertThat(ends).isEmpty();
    stream.dependsOn(who(revoked));
    streams.endRevoked().await().indefinitely();
    assertThat(ends).containsExactly(LiveStreams.End.REVOKED);
  }

  @Test
  void aStreamEndsOnceItsCallerIsGrantedLessAndNotForMore() {
    UUID credential = UUID.randomUUID();
    LiveStreams.Stream stream = take("a").orElseThrow();
    stream.endsBy(ends::add);
    stream.dependsOn(who(credential));
    for (AccountScope enough : List.of(SCOPE, AccountScope.EVERYTHING, scope(7, 8, 9))) {
      valid.put(credential, enough);
      streams.endRevoked().await().indefinitely();
      assertThat(ends).isEmpty();
    }
    valid.put(credential, scope(7, 9));
    streams.endRevoked().await().indefinitely();
    assertThat(ends).containsExactly(LiveStreams.End.REVOKED);
  }

  private static AccountScope scope(long... accounts) {
    return new AccountScope(
        false, Arrays.stream(accounts).mapToObj(AccountId::new).collect(Collectors.toSet()));
  }

  private static Authenticated who(UUID credential) {
    return new Authenticated(
        new Principal(DESK, "desk", Set.of(Role.TRADER), SCOPE),
        credential,
        CredentialKind.TOKEN,
        null,
        null,
        Map.of(),
        null);
  }

  @Test
  void aStreamThatHasEndedIsNotLookedAfter() {
    LiveStreams.Stream stream = take("a").orElseThrow();
    stream.endsBy(ends::add);
    stream.dependsOn(who(UUID.randomUUID()));
    stream.leave();
    streams.endRevoked().await().indefinitely();
    assertThat(ends).isEmpty();
  }

  @Test
  void whileTheServiceStopsAllEndAndNewOnesEndAtOnce() {
    take("a").orElseThrow().endsBy(ends::add);
    streams.stop(new ShutdownEvent());
    assertThat(ends).containsExactly(LiveStreams.End.STOPPING);
    take("b").orElseThrow().endsBy(ends::add);
    assertThat(ends).hasSize(2);
    assertThat(take("c", DESK)).as("of a caller who can still be answered").isEmpty();
  }
}
