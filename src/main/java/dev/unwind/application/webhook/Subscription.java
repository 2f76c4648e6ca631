// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants to be told of events.
 *
 * @param owner whose accounts it reaches over
 * @param dialect the API in whose words it is told
 * @param types names of what it is told of, in those words; ALL for everything
 * @param accounts the only ones of the owner's that it is told of; empty for all of them
 * @param delay how long events are collected into one package: a number and {@code s} or {@code m}
 * @param packageSizeMax bytes of a package; one event may exceed it
 * @param secret of its own, where the dialect signs with one
 * @param failures of the package at the head of its line
 * @param lastError why it was not taken
 */
@Stepwise
public record Subscription(
    UUID id,
    PrincipalId owner,
    String dialect,
    String title,
    String url,
    Set<String> types,
    Set<AccountId> accounts,
    String delay,
    int packageSizeMax,
    boolean enabled,
    @Nullable Secret secret,
    int failures,
    @Nullable String lastError,
    Instant createdAt,
    Instant updatedAt)
    implements SubscriptionBuilder.With {
  /** The type that stands for every other. */
  public static final String ALL = "ALL";

  /** What both sides know; never printed. */
  public record Secret(String value) {
    @Override
    public String toString() {
      return "Secret[...]";
    }
  }

  public Subscription {
    types = Set.copyOf(types);
    accounts = Set.copyOf(accounts);
  }

  /** As the log of administration has it: of the address no more than where it is. */
  public Administered told() {
    URI target = URI.create(url);
    return Administered.of(id.toString())
        .with("dialect", dialect)
        .with(
            "target",
            target.getScheme() + "://" + target.getRawAuthority().replaceFirst("^.*@", ""))
        .with("types", String.join(" ", new TreeSet<>(types)))
        .with("enabled", enabled)
        .with(
            "accounts",
            accounts.isEmpty()
                ? "*"
                : accounts.stream()
                    .sorted()
                    .map(AccountId::toString)
                    .collect(Collectors.joining(" ")));
  }

  /** Whether there is something that the other wants, and this does not. */
  public boolean wantsLessThan(Subscription other) {
    boolean fewerTypes = !types.contains(ALL) && !types.containsAll(other.types);
    boolean fewerAccounts =
        !accounts.isEmpty() && (other.accounts.isEmpty() || !accounts.containsAll(other.accounts));
    return fewerTypes || fewerAccounts;
  }

  /** Whether it is to be told of an account that its owner may see. */
  public boolean isOf(AccountId account) {
    return accounts.isEmpty() || accounts.contains(account);
  }

  public boolean wants(String type) {
    return types.contains(ALL) || types.contains(type);
  }

  public Duration collectingFor() {
    long count = Long.parseLong(delay.substring(0, delay.length() - 1));
    return delay.endsWith("m") ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
  }
}
