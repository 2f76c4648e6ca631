// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.postgres.DatabaseStanding;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Those who are told of the stop with the same priority come in no order that one could rely on.
 */
@QuarkusTest
class StopOrderTest {
  @Inject BeanManager beans;

  /** A venue closes its pool when it stops, and what still waits for a connection then fails. */
  @Test
  void whatFailsBecauseWeCloseItIsNoOutage() {
    Set<ObserverMethod<? super ShutdownEvent>> told =
        beans.resolveObserverMethods(new ShutdownEvent());
    int standing =
        told.stream()
            .filter(one -> one.getBeanClass() == DatabaseStanding.class)
            .mapToInt(ObserverMethod::getPriority)
            .findFirst()
            .orElseThrow();
    assertThat(
            told.stream()
                .filter(one -> one.getBeanClass().getName().startsWith("dev.unwind.venue."))
                .collect(
                    Collectors.toMap(
                        one -> one.getBeanClass().getSimpleName(), ObserverMethod::getPriority)))
        .isNotEmpty()
        .allSatisfy((who, priority) -> assertThat(priority).isGreaterThan(standing));
  }
}
