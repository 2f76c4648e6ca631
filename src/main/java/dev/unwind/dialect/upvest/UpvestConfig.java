// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.domain.account.AccountType;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** Settings of the Upvest dialect. */
@ConfigMapping(prefix = "unwind.dialect.upvest")
public interface UpvestConfig {
  /** The default of {@link #errorTypeBase()}. */
  String ERROR_TYPE_BASE = "https://unwind.dev/errors/";

  /** What is made of signatures on requests. */
  enum Signatures {
    /** Every request must carry a good one. */
    REQUIRED,
    /** One that is there must be good, where the caller's public key is known. */
    ACCEPTED,
    /** Not looked at. */
    OFF
  }

  /** What is made of signatures on requests. The token is asked for in any case. */
  @WithDefault("accepted")
  Signatures signatures();

  /** The longest time that a signature may claim to be good for. */
  @WithDefault("5m")
  Duration signatureLifetimeMax();

  /** By how much a caller's clock may differ. */
  @WithDefault("10s")
  Duration clockSkew();

  /** Types of accounts that may be liquidated. */
  @WithDefault("PORTFOLIO")
  Set<AccountType> liquidationAccountTypes();

  /** Currency of accounts that are opened through this API. */
  @WithDefault("EUR")
  String accountCurrency();

  /** How long a token is good for. */
  @WithDefault("24h")
  Duration tokenLifetime();

  /** Where the types of errors are described; the slug of the error is appended. */
  @WithDefault(ERROR_TYPE_BASE)
  String errorTypeBase();
}
