// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.ledger.IdempotencyConfig;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.Replica;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;

/** Further replicas that carry acts out on the ledger of the application. */
@ApplicationScoped
public class ActReplicas {
  @Inject ActStore acts;
  @Inject DecideAccount accounts;
  @Inject Observations observations;
  @Inject ActConfig config;
  @Inject IdempotencyConfig keys;

  public PerformActs withLease(Duration lease) {
    ActConfig other =
        (ActConfig)
            Proxy.newProxyInstance(
                ActConfig.class.getClassLoader(),
                new Class<?>[] {ActConfig.class},
                (self, method, given) ->
                    method.getName().equals("lease") ? lease : method.invoke(config, given));
    return new PerformActs(
        acts, accounts, new Replica(), InstantSource.system(), observations, other, keys);
  }
}
